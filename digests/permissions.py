from django.utils.translation import gettext as _

from accounts.models import Office, User
from accounts.permissions import has_second_factor, may_manage, may_speak, may_speak_for
from core.verdict import ALLOWED, Verdict, refuse
from digests.models import Digest, Subscription


def may_subscribe(user: User | None, office: Office, reader: User | None = None) -> Verdict:
    """Oneself, or as a manager of the office another of its officials (`reader`)."""
    if reader is None or reader == user:
        return may_speak_for(user, office)
    if not (manages := may_manage(user, office)):
        return manages
    if not office.memberships.filter(user=reader).exists():
        return refuse(_("Only officials of this office can get its digests."))
    return ALLOWED


def may_change(user: User | None, subscription: Subscription) -> Verdict:
    """One's own, or as a manager of the office; nothing any more about one that has ended."""
    if not (speaks := may_speak_for(user, subscription.office)):
        return speaks
    if user != subscription.user and not may_manage(user, subscription.office):
        return refuse(_("This is another official's subscription."))
    if subscription.ended_at:
        return refuse(_("This digest was stopped. Subscribe anew."))
    return ALLOWED


def may_send_now(user: User | None, subscription: Subscription) -> Verdict:
    """Between its hours only to oneself: nobody fills the mailbox of another."""
    if not (changes := may_change(user, subscription)):
        return changes
    if user != subscription.user:
        return refuse(_("Only the official who receives this digest can have one sent now."))
    return ALLOWED


def may_receive(user: User | None) -> Verdict:
    """Some office's digests, once one takes them in."""
    if not (speaks := may_speak(user)):
        return speaks
    assert user is not None
    return ALLOWED if user.is_official else refuse(_("Digests are for officials."))


def may_look(user: User | None) -> Verdict:
    """At live figures: whoever may read some office's digests."""
    if not (receives := may_receive(user)):
        return receives
    assert user is not None
    if not user.memberships.exists():
        return refuse(_("You do not belong to an office yet. A manager of the office invites you."))
    return has_second_factor(user)


def may_moderate(user: User | None) -> Verdict:
    if not (speaks := may_speak(user)):
        return speaks
    assert user is not None
    if not user.is_moderator:
        return refuse(_("Only moderators can do this."))
    return has_second_factor(user)


def may_read(user: User | None, digest: Digest) -> Verdict:
    """Its office, once it is released, and moderators."""
    if may_moderate(user):
        return ALLOWED
    if not (speaks := may_speak_for(user, digest.office)):
        return speaks
    if not digest.is_released:
        return refuse(_("A moderator reads this digest first. It comes by e-mail when it is released."))
    return ALLOWED


def may_open(user: User | None, digest: Digest) -> Verdict:
    """By its link: everybody who holds it, once it is released."""
    return ALLOWED if digest.is_released else may_read(user, digest)


def may_release(user: User | None, digest: Digest, *, again: bool = False) -> Verdict:
    """A moderator, and where two are needed, not the same twice. `again`: to make it anew instead."""
    if not (moderates := may_moderate(user)):
        return moderates
    if digest.is_released:
        return refuse(_("This digest is released: it stays as it is."))
    if not again and digest.releases.filter(by=user).exists():
        return refuse(_("You have released it. Another moderator has to read it as well."))
    return ALLOWED


def may_decide_quotes(user: User | None) -> Verdict:
    return may_moderate(user)


def may_correct(user: User | None, digest: Digest) -> Verdict:
    """Only what somebody may have read; before that, it is made anew."""
    if not (moderates := may_moderate(user)):
        return moderates
    if not digest.is_released:
        return refuse(_("Nobody has read this digest yet: make it anew instead."))
    return ALLOWED
