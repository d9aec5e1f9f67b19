from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import may_speak
from core.verdict import ALLOWED, Verdict, refuse
from forums.models import Post, Thread


def may_write(user: User | None) -> Verdict:
    """Moderators and facilitators may, and are not counted; officials answer for their office."""
    if not (speaks := may_speak(user)):
        return speaks
    assert user is not None
    if user.is_official:
        return refuse(
            _("Officials answer here for their office. To write as a citizen, use another address.")
        )
    return ALLOWED


def may_start_thread(user: User | None) -> Verdict:
    return may_write(user)


def may_reply(user: User | None, thread: Thread, parent: Post | None = None) -> Verdict:
    if not (writes := may_write(user)):
        return writes
    if thread.is_locked:
        return refuse(_("This discussion is closed to new replies. Everything in it can still be read."))
    if not thread.contribution.is_public:
        return refuse(_("The opening words of this discussion are not public, so nobody can reply here."))
    if parent and not parent.contribution.is_public:
        return refuse(_("The words you reply to are not public any more. Reply to the discussion itself."))
    return ALLOWED


def may_lock(user: User | None, thread: Thread) -> Verdict:
    """Close a discussion to new replies, or open it again."""
    if not (speaks := may_speak(user)):
        return speaks
    assert user is not None
    if not (user.is_moderator or user.is_facilitator):
        return refuse(_("Only facilitators and moderators can close a discussion or open it again."))
    return ALLOWED
