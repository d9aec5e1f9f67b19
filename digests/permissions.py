from django.utils.translation import gettext as _

from accounts.models import Office, User
from accounts.permissions import may_manage, may_speak_for
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


def may_read(user: User | None, digest: Digest) -> Verdict:
    return may_speak_for(user, digest.office)
