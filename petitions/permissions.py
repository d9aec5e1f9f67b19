from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import may_speak_as_citizen
from contributions.permissions import may_decide
from contributions.states import State as Words
from core.templatetags.times import full_day
from core.verdict import ALLOWED, Verdict, refuse
from petitions.models import Petition
from petitions.states import MOST_WAITING, State

__all__ = ["may_check_signatures", "may_close", "may_decide", "may_sign", "may_start"]


def may_start(user: User | None) -> Verdict:
    if not (speaks := may_speak_as_citizen(user)):
        return speaks
    waiting = Petition.objects.awaiting_moderation().filter(contribution__author=user)
    if waiting.count() >= MOST_WAITING:
        return refuse(_("Three of your petitions wait for a moderator. Start the next when one is decided."))
    return ALLOWED


def may_sign(user: User | None, petition: Petition) -> Verdict:
    """Nobody needs an account to sign; whoever has one signs as a citizen."""
    if user is not None and not (speaks := may_speak_as_citizen(user)):
        return speaks
    if petition.is_open:
        return ALLOWED
    if petition.contribution.state == Words.WITHDRAWN:
        return refuse(_("Its author has withdrawn this petition, so it cannot be signed."))
    if petition.state == State.WAITING:
        return refuse(_("This petition waits for a moderator. It can be signed once it is open."))
    if petition.state == State.REJECTED or not petition.contribution.is_public:
        return refuse(_("A moderator took this petition down, so it cannot be signed."))
    if (closed := petition.closed_at or petition.closes_at) is None:  # imported without its dates
        return refuse(_("This petition is closed. It takes no more signatures."))
    closed_on = _("This petition closed on %(day)s. It takes no more signatures.")
    return refuse(closed_on % {"day": full_day(closed)})


def may_close(user: User | None) -> Verdict:
    """Before its time: moderators only. In its time the clock does it."""
    return may_decide(user)


def may_check_signatures(user: User | None) -> Verdict:
    """See who signed, take false signatures out and put them back: operators. Moderators read words only."""
    if user is None or not user.is_operator:
        return refuse(_("Only those who check signatures can do this."))
    return ALLOWED
