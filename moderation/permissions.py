from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import has_second_factor, may_speak
from contributions import permissions as contributions
from contributions.models import Contribution
from core.templatetags.times import moment
from core.verdict import ALLOWED, Verdict, refuse
from moderation.models import Case


def may_report(user: User | None, contribution: Contribution) -> Verdict:
    if not (speaks := may_speak(user)):
        return speaks
    assert user is not None
    if not contribution.is_public:
        return refuse(_("These words are not public, so there is nothing to report."))
    if contribution.author_id == user.pk:
        return refuse(_("These are your own words. You can change or withdraw them yourself."))
    return ALLOWED


def may_work_queue(user: User | None) -> Verdict:
    """See the queue at all: moderators and operators, with their second factor."""
    if not (decides := contributions.may_decide(user)):
        return decides
    assert user is not None
    return has_second_factor(user)


def may_decide(user: User | None, case: Case) -> Verdict:
    if not (works := may_work_queue(user)):
        return works
    assert user is not None
    return may_take(user, case)


def may_take(moderator: User, case: Case) -> Verdict:
    """Nobody decides about their own words, or about a case that somebody else has now. Costs no query."""
    if case.contribution.author_id == moderator.pk:
        return refuse(_("You wrote these words, so another moderator decides about them."))
    holder = case.holder
    if holder is not None and holder.pk != moderator.pk:
        names = {"name": str(holder), "time": moment(case.claimed_until, "plain")}
        return refuse(_("%(name)s has this case until %(time)s.") % names)
    return ALLOWED
