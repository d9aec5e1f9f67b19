from collections.abc import Collection

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from contributions.actions import speak
from contributions.states import Kind
from core.models import StateChange
from core.slugs import slug_of
from core.verdict import Refused
from forums.models import NO_NAME, Board, Post, Thread
from forums.permissions import may_lock, may_reply, may_start_thread

LONGEST_TITLE, SHORTEST_TITLE = 120, 5
LONGEST_PROPOSITION = 140


def one_line(text: str, most: int) -> str:
    """The text on one line. Raises Refused when it does not fit."""
    text = " ".join(text.replace("\x00", "").split())
    if len(text) > most:
        over = len(text) - most
        raise Refused(
            ngettext(
                "“%(begins)s…” is %(over)d character too long; at most %(most)d fit.",
                "“%(begins)s…” is %(over)d characters too long; at most %(most)d fit.",
                over,
            )
            % {"begins": text[:20], "over": over, "most": most}
        )
    return text


@transaction.atomic
def start_thread(
    board: Board,
    *,
    by: User,
    title: str,
    body: str,
    reader: str,
    proposition: str = "",
    feeling: str = "",
    stance: str = "",
) -> Thread:
    """Open a discussion. Raises Refused for a title nobody can read, or whatever `speak` does not take."""
    may_start_thread(by).insist()
    title, proposition = one_line(title, LONGEST_TITLE), one_line(proposition, LONGEST_PROPOSITION)
    if len(title) < SHORTEST_TITLE:
        raise Refused(_("Write a title of at least %(least)d characters.") % {"least": SHORTEST_TITLE})
    if stance and not proposition:
        raise Refused(_("Write the proposition first: without one nobody can be for or against it."))
    contribution = speak(
        author=by,
        topic=board.topic,
        kind=Kind.THREAD,
        body=body,
        reader=reader,
        feeling=feeling,
        stance=stance,
    )
    return Thread.objects.create(
        contribution=contribution,
        board=board,
        title=title,
        slug=slug_of(title, otherwise=NO_NAME),
        proposition=proposition,
    )


@transaction.atomic
def reply(
    thread: Thread,
    *,
    by: User,
    body: str,
    reader: str,
    parent: Post | None = None,
    feeling: str = "",
    stance: str = "",
) -> Post:
    """Say something in a discussion, to its opening words or to a reply. Raises Refused."""
    row = Thread.objects.select_for_update(of=("self",), no_key=True).for_page().get(pk=thread.pk)
    if parent:
        parent = row.posts.select_related("contribution").get(pk=parent.pk)
    may_reply(by, row, parent).insist()
    if stance and not row.proposition:
        raise Refused(_("This discussion has no proposition to be for or against."))
    contribution = speak(
        author=by,
        topic=row.contribution.topic,
        kind=Kind.POST,
        body=body,
        reader=reader,
        feeling=feeling,
        stance=stance,
    )
    root = (parent.root or parent) if parent else None
    return Post.objects.create(contribution=contribution, thread=row, parent=parent, root=root)


def erase(keys: Collection[int]) -> None:
    """A title goes with the words below it, out of the address as well."""
    Thread.objects.filter(pk__in=keys).update(title="", proposition="", slug=NO_NAME)


def lock(thread: Thread, *, by: User, why: str = "") -> Thread:
    """No new replies from now on. A second time changes nothing."""
    return _set_lock(thread, by=by, locked=True, why=why)


def unlock(thread: Thread, *, by: User, why: str = "") -> Thread:
    return _set_lock(thread, by=by, locked=False, why=why)


@transaction.atomic
def _set_lock(thread: Thread, *, by: User, locked: bool, why: str) -> Thread:
    may_lock(by, thread).insist()
    row = Thread.objects.select_for_update(no_key=True).get(pk=thread.pk)
    if row.is_locked != locked:
        row.locked_at = timezone.now() if locked else None
        row.save(update_fields=["locked_at"])
        before, after = ("open", "locked") if locked else ("locked", "open")
        StateChange.objects.create(
            kind="forums.thread", object_id=row.pk, by=by, before=before, after=after, why=why
        )
    thread.locked_at = row.locked_at
    return thread
