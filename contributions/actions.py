"""What may happen to a citizen's words. Web, API, admin, imports and tasks all come through here."""

from collections.abc import Collection
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.actions.speaking import still_here
from accounts.models import User
from accounts.permissions import may_speak
from analysis.language import detect
from contributions.models import Contribution, Reaction, Revision, Translation
from contributions.permissions import may_decide, may_edit, may_react, may_withdraw
from contributions.states import LONGEST, READ_FIRST, Feeling, Kind, Stance, State
from core.limits import within
from core.states import MoveNotAllowed
from core.verdict import Refused
from topics.models import Topic

SAME_WORDS = timedelta(minutes=5)


def written_in(text: str, *, reader: str) -> str:
    """The language of a text; what is too short to tell is taken to be the language of the page."""
    found = detect(text)
    known = dict(settings.LANGUAGES)
    if found.mainly in known and found.confidence >= 0.5:
        return found.mainly
    return reader if reader in {*known, "other"} else "en"


def as_kept(body: str) -> str:
    """Without blank edges, and with each end of a line as one character: browsers send two."""
    return body.replace("\r\n", "\n").replace("\x00", "").strip()


def check_words(body: str, kind: Kind) -> str:
    """The words as they are kept. Raises Refused when there are none, or too many."""
    body = as_kept(body)
    if not body:
        raise Refused(_("Write something first."))
    if len(body) > LONGEST[kind]:
        over = len(body) - LONGEST[kind]
        raise Refused(
            ngettext(
                "The text is %(over)d character too long; at most %(most)d fit.",
                "The text is %(over)d characters too long; at most %(most)d fit.",
                over,
            )
            % {"over": over, "most": LONGEST[kind]}
        )
    letters = [sign for sign in body if sign.isalpha()]
    if len(letters) >= 8 and sum(sign < "\u0530" for sign in letters) < len(letters) / 2:
        raise Refused(
            _("Write in English, Russian or Ukrainian: in other languages nobody here could answer you yet.")
        )
    return body


def is_trusted(author: User) -> bool:
    """A person whose first contributions were approved publishes at once."""
    if author.role != "citizen":
        return True
    approved = Contribution.objects.public().filter(author=author)[: settings.CONTRIBUTIONS_BEFORE_TRUST]
    return len(approved) >= settings.CONTRIBUTIONS_BEFORE_TRUST


@transaction.atomic
def speak(
    *,
    author: User,
    topic: Topic,
    kind: Kind,
    body: str,
    reader: str,
    feeling: str = "",
    stance: str = "",
) -> Contribution:
    """Take a citizen's words in. `reader` is the language of the page on which they were written.

    Published at once, or pending when the author is new or the kind is always read first.
    Raises Refused: no account, no words, too many words, too fast, the same words again.
    """
    may_speak(author).insist()
    body = check_words(body, kind)
    if (feeling and feeling not in Feeling) or (stance and stance not in Stance):
        raise Refused(_("Choose one of the answers shown."))
    still_here(author)  # and a form sent twice at once finds the words of the first
    now = timezone.now()
    said_before = Contribution.objects.filter(author=author, topic=topic, kind=kind, body=body)
    if said_before.filter(created_at__gt=now - SAME_WORDS).exists():
        raise Refused(_("You have sent these same words a moment ago. They have arrived."))
    if not within("speak", f"user{author.pk}", limit=20, seconds=600):
        raise Refused(_("That is a lot in ten minutes. Wait a little; what you wrote is still here."))
    public = kind not in READ_FIRST and is_trusted(author)
    return Contribution.objects.create(
        author=author,
        topic=topic,
        kind=kind,
        body=body,
        language=written_in(body, reader=reader),
        country=author.country,
        feeling=feeling,
        stance=stance,
        state=State.PUBLISHED if public else State.PENDING,
        published_at=now if public else None,
        created_at=now,
        touched_at=now,
        is_example=author.is_example,
    )


@transaction.atomic
def edit(contribution: Contribution, *, by: User, body: str) -> Contribution:
    """New words; the old ones stay as a revision.

    They wait for a moderator again if one took them down, or if their author is new. Raises Refused: not
    theirs, signed or voted on, no words, too many words, too often.
    """
    still_here(by)  # before the row, as an account is closed
    row = Contribution.objects.select_for_update(no_key=True).get(pk=contribution.pk)
    may_edit(by, row).insist()
    body = check_words(body, Kind(row.kind))
    if body == as_kept(row.body):
        return row
    if not within("edit", f"user{by.pk}", limit=20, seconds=600):
        raise Refused(_("That is a lot in ten minutes. Wait a little; what you wrote is still here."))
    now = timezone.now()
    Revision.objects.create(contribution=row, body=row.body, was_public=row.is_public)
    row.translations.all().delete()
    row.body, row.edited_at, row.touched_at = body, now, now
    row.language = written_in(body, reader=row.language)
    row.save(update_fields=["body", "edited_at", "touched_at", "language"])
    if row.was_moderated or (row.is_public and not is_trusted(by)):
        row.move(State.PENDING, by=by, why="edited")
    return row


def publish(contribution: Contribution, *, by: User, why: str = "") -> Contribution:
    may_decide(by).insist()
    now = timezone.now()
    return contribution.move(
        State.PUBLISHED, by=by, why=why, published_at=contribution.published_at or now, touched_at=now
    )


def hide(contribution: Contribution, *, by: User, why: str = "") -> Contribution:
    may_decide(by).insist()
    return contribution.move(State.HIDDEN, by=by, why=why, touched_at=timezone.now())


def reject(contribution: Contribution, *, by: User, why: str = "") -> Contribution:
    may_decide(by).insist()
    return contribution.move(State.REJECTED, by=by, why=why, touched_at=timezone.now())


def withdraw(contribution: Contribution, *, by: User) -> Contribution:
    """Raises MoveNotAllowed when somebody else was quicker."""
    may_withdraw(by, contribution).insist()
    if not Contribution.objects.filter(pk=contribution.pk).take_back(by=by):
        raise MoveNotAllowed(contribution, contribution.state, State.WITHDRAWN)
    contribution.refresh_from_db(fields=["state", "state_changed_at", "touched_at"])
    return contribution


def erase(keys: Collection[int]) -> None:
    """Nothing is left of what was said there; that something was, by whom and when, stays."""
    Revision.objects.filter(contribution__in=keys).delete()
    Translation.objects.filter(contribution__in=keys).delete()
    Reaction.objects.filter(contribution__in=keys).delete()
    nothing = {"body": "", "country": "", "feeling": "", "stance": ""}
    Contribution.objects.filter(pk__in=keys).update(**nothing, erased_at=timezone.now())


def react(contribution: Contribution, *, by: User) -> bool:
    """ "I understand this": on, or off again. Returns whether it is on now."""
    may_react(by, contribution).insist()
    taken_back, _rows = Reaction.objects.filter(contribution=contribution, user=by).delete()
    if not taken_back:
        Reaction.objects.bulk_create([Reaction(contribution=contribution, user=by)], ignore_conflicts=True)
    return not taken_back
