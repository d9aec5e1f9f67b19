"""Petitions in every state, and who signed them."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

from accounts.models import User
from contributions.states import Kind
from contributions.states import State as WordsState
from moderation.models import Reason
from petitions.mailboxes import mailbox_key
from petitions.models import Petition, Reached, Signature, Threshold
from petitions.states import SignatureState, State
from portal.example.content import LANGUAGES, Clock, between, chance, read
from portal.example.people import LANGUAGE_OF, People
from portal.example.words import Words
from topics.models import Topic

WORDS_STATE = {State.WAITING: WordsState.PENDING, State.REJECTED: WordsState.REJECTED}
READ_WITHIN = timedelta(hours=9)  # by a moderator
SIGNED_BY_CITIZENS = 0.6
WANT_NEWS = 0.3


class Petitions:
    def __init__(self, words: Words, people: People, clock: Clock) -> None:
        self.words, self.people, self.clock = words, people, clock
        self.content = read("petitions")
        self.rows: list[tuple[dict[str, Any], Petition]] = []

    def gather(self, topics: dict[str, Topic]) -> None:
        waiting = read("reports")["pending_petition"]
        waiting |= {"state": State.WAITING, "opened": waiting["ago"], "closes_in_days": None, "signatures": 0}
        for row in [*self.content["petitions"], waiting]:
            self.rows.append((row, self.words.put(self._petition(row, topics[row["topic"]]))))

    def __getitem__(self, slug: str) -> Petition:
        return next(petition for _, petition in self.rows if petition.slug == slug)

    def _petition(self, row: dict[str, Any], topic: Topic) -> Petition:
        state, at = State(row["state"]), self.clock.ago(row["opened"])
        words = self.words.say(
            by=self.people[row["by"]],
            topic=topic,
            kind=Kind.PETITION,
            body=row["background"],
            language=row["language"],
            at=at - READ_WITHIN if state in (State.OPEN, State.CLOSED) else at,
            state=WORDS_STATE.get(state, WordsState.PUBLISHED),
            translations={
                language: {"title": text["action"], "text": f"{text['background']}\n\n{text['details']}"}
                for language, text in row["translations"].items()
            },
        )
        petition = Petition(
            contribution=words,
            slug=row["slug"],
            action=row["action"],
            details=row["details"],
            state=state,
            state_changed_at=at,
        )
        if state in (State.OPEN, State.CLOSED):
            closes = self.clock.in_days(row["closes_in_days"])
            words.published_at = words.state_changed_at = petition.opened_at = at
            petition.closes_at = closes
            if state == State.CLOSED:
                petition.closed_at = petition.state_changed_at = closes
        if state == State.REJECTED:
            reason = Reason.objects.get(code=row["rejection_code"])
            petition.rejection_code = reason.code
            petition.rejection_note = row["rejection_note"]
            petition.rejection_reason = {code: getattr(reason, f"text_{code}") for code in LANGUAGES}
            petition.rejection_shows_text = reason.shows_text
        return petition

    def sign(self) -> None:
        """Everyone signs once the petitions stand in the database; the counts are what was signed."""
        Threshold.objects.all().delete()
        thresholds = Threshold.objects.bulk_create(Threshold(**row) for row in self.content["thresholds"])
        signatures: list[Signature] = []
        reached: list[Reached] = []
        for row, petition in self.rows:
            if not row["signatures"]:
                continue
            confirmed = self._signatures(petition, row)
            signatures += confirmed + self._unconfirmed(petition, row)
            petition.signature_count, petition.counted_at = len(confirmed), self.clock.now
            for threshold in thresholds:
                if at := _moment(confirmed, threshold.count):
                    reached.append(Reached(petition=petition, threshold=threshold, at=at))
        Signature.objects.bulk_create(signatures, batch_size=1000)
        Petition.objects.bulk_update(
            [petition for _, petition in self.rows], ["signature_count", "counted_at"]
        )
        Reached.objects.bulk_create(reached)

    def _signatures(self, petition: Petition, row: dict[str, Any]) -> list[Signature]:
        """Confirmed ones, the earliest first. Most come in the first days."""
        dice = chance(f"signatures {petition.slug}")
        first, last = self.clock.ago(row["opened"]), self.clock.in_days(min(row["closes_in_days"], 0))
        author = self.people[row["by"]]
        others = [user for user in self.people.citizens if user is not author]
        signers = [author] + [user for user in others if dice.random() < SIGNED_BY_CITIZENS]
        strangers = self._strangers(petition, row, dice, row["signatures"] - len(signers))
        signatures = [
            self._by(user, petition, wants_news=dice.random() < WANT_NEWS) for user in signers
        ] + strangers
        dice.shuffle(signatures)
        moments = sorted(between(first, last, dice, lean=1.6) for _ in signatures)
        for signature, at in zip(signatures, moments, strict=True):
            _confirm(signature, at)
        return signatures

    def _by(self, user: User, petition: Petition, *, wants_news: bool) -> Signature:
        return Signature(
            petition=petition,
            user=user,
            name=user.display_name,
            email=user.email,
            email_key=mailbox_key(user.email),
            country=user.country,
            language=user.language,
            wants_news=wants_news,
        )

    def _strangers(
        self, petition: Petition, row: dict[str, Any], dice: Random, count: int
    ) -> list[Signature]:
        """People without an account: a name, a country and a mailbox."""
        rows = []
        for number, country in enumerate(dice.choices(*zip(*row["countries"].items(), strict=True), k=count)):
            email = f"signer-{number + 1}.{petition.slug}@example.org"
            rows.append(
                Signature(
                    petition=petition,
                    name=dice.choice(self.content["signers"][country]),
                    email=email,
                    email_key=mailbox_key(email),
                    country=country,
                    language=LANGUAGE_OF.get(country, "en"),
                )
            )
        return rows

    def _unconfirmed(self, petition: Petition, row: dict[str, Any]) -> list[Signature]:
        dice = chance(f"unconfirmed {petition.slug}")
        rows = self._strangers(petition, row, dice, row["waiting_signatures"])
        for number, signature in enumerate(rows):
            signature.email = signature.email_key = f"waits-{number + 1}.{petition.slug}@example.org"
            signature.created_at = self.clock.now - timedelta(hours=40 * dice.random())
            signature.emails_sent, signature.emailed_at = 1, signature.created_at
        return rows


def _confirm(signature: Signature, at: datetime) -> None:
    signature.state = SignatureState.CONFIRMED
    signature.created_at = at - timedelta(minutes=3)
    signature.confirmed_at = signature.counted_at = at


def _moment(confirmed: list[Signature], count: int) -> datetime | None:
    """When so many had signed."""
    return confirmed[count - 1].confirmed_at if count <= len(confirmed) else None
