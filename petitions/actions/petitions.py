from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from contributions import actions as contributions
from contributions.states import Kind
from contributions.states import State as Words
from core.states import MoveNotAllowed, StateChange
from core.verdict import Refused
from petitions.models import NO_NAME, Petition, slug_of
from petitions.permissions import may_close, may_decide, may_start
from petitions.states import LONGEST_ACTION, LONGEST_DETAILS, REJECTIONS, TEXT_HIDDEN, State
from topics.models import Topic


def check_length(text: str, most: int) -> str:
    """The text as it is kept. Raises Refused when it is too long."""
    text = contributions.as_kept(text)
    if over := max(len(text) - most, 0):
        raise Refused(
            ngettext(
                "The text is %(over)d character too long; at most %(most)d fit.",
                "The text is %(over)d characters too long; at most %(most)d fit.",
                over,
            )
            % {"over": over, "most": most}
        )
    return text


@transaction.atomic
def start(*, author: User, topic: Topic, action: str, background: str, details: str, reader: str) -> Petition:
    """A new petition, which waits for a moderator. Raises Refused: no words, too long, too many waiting."""
    may_start(author).insist()
    action = check_length(" ".join(action.split()), LONGEST_ACTION)
    if not action:
        raise Refused(_("Write in one sentence what shall be done."))
    details = check_length(details, LONGEST_DETAILS)
    words = contributions.speak(
        author=author, topic=topic, kind=Kind.PETITION, body=background, reader=reader
    )
    return Petition.objects.create(
        contribution=words, slug=slug_of(action, words.pk), action=action, details=details
    )


def _lock(petition: Petition) -> None:
    """Hold the petition, and see it and its words as they are now."""
    Petition.objects.select_for_update(no_key=True, of=("self",)).get(pk=petition.pk)
    petition.refresh_from_db()


def _taken_down_at(petition: Petition) -> datetime:
    """When it stopped being open, whatever was written anew or decided since."""
    trace = StateChange.objects.filter(kind=petition._meta.label_lower, object_id=petition.pk)
    stopped = trace.filter(before=State.OPEN, after=State.REJECTED).order_by("-at", "-pk").first()
    return stopped.at if stopped else petition.state_changed_at


@transaction.atomic
def open_for_signatures(petition: Petition, *, by: User, why: str = "") -> Petition:
    """Publish the words and open. A petition that had been open gets back the days that it lost."""
    may_decide(by).insist()
    _lock(petition)
    now = timezone.now()
    lasts = timedelta(days=settings.PETITION_OPEN_DAYS)
    if petition.opened_at and petition.closes_at:
        lasts = max(petition.closes_at - _taken_down_at(petition), timedelta(days=1))
    if petition.contribution.state != Words.PUBLISHED:
        contributions.publish(petition.contribution, by=by, why=why)
    return petition.move(
        State.OPEN,
        by=by,
        why=why,
        opened_at=petition.opened_at or now,
        closes_at=now + lasts,
        rejection_code="",
        rejection_note="",
        rejection_reason={},
        rejection_shows_text=False,
    )


@transaction.atomic
def reject(
    petition: Petition,
    *,
    by: User,
    code: str,
    note: str = "",
    shows_text: bool | None = None,
    reason: Mapping[str, str] | None = None,
) -> Petition:
    """Turn down a petition that waits, or take down an open one.

    `code` is one of REJECTIONS, or the moderators' own: then `reason` holds its sentence by language, and
    `shows_text` says whether the public may still read the petition.
    """
    may_decide(by).insist()
    _lock(petition)
    words = petition.contribution
    if petition.state == State.REJECTED and words.state == Words.PENDING:
        petition.move(State.WAITING, by=words.author, why="written anew")
    if shows_text is None:
        shows_text = code in REJECTIONS and code not in TEXT_HIDDEN
    petition.move(
        State.REJECTED,
        by=by,
        why=code,
        rejection_code=code,
        rejection_note=note,
        rejection_reason={language: text for language, text in (reason or {}).items() if text},
        rejection_shows_text=shows_text,
    )
    if words.state == Words.PENDING:
        contributions.reject(words, by=by, why=code)
    elif words.state == Words.PUBLISHED:
        contributions.hide(words, by=by, why=code)
    return petition


@transaction.atomic
def close(petition: Petition, *, by: User | None = None, why: str = "") -> Petition:
    """In its time by the clock (`by` is None), before its time by a moderator."""
    now = timezone.now()
    if by is not None:
        may_close(by).insist()
        return petition.move(State.CLOSED, by=by, why=why, closes_at=now, closed_at=now)
    _lock(petition)
    if petition.closes_at is None or petition.closes_at > now:
        raise Refused(_("The time of this petition is not over yet."))
    return petition.move(State.CLOSED, why=why or "its time is over", closed_at=petition.closes_at)


def erase(keys: Collection[int]) -> None:
    """What was asked goes with the rest of its words, and out of the address; counts and dates stay."""
    slug = Concat(Value(f"{NO_NAME}-"), Cast("pk", CharField()))
    Petition.objects.filter(pk__in=keys).update(action="", details="", slug=slug)


def close_due() -> int:
    """Close every petition whose time is over; returns how many. Safe to run twice, and at once."""
    closed = 0
    for petition in Petition.objects.due_to_close():
        try:
            close(petition)
        except (MoveNotAllowed, Refused):  # somebody else was quicker, or it was given more time
            continue
        closed += 1
    return closed
