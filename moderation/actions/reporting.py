from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from contributions.actions import is_trusted
from contributions.models import Contribution
from core.limits import within
from core.verdict import Refused
from moderation.models import Report
from moderation.permissions import may_report
from moderation.states import Concern

JUDGED_ENOUGH = 5  # so many settled reports, and a person's record counts
GOOD_SHARE = 0.7


def weight_of(reporter: User) -> float:
    """How much a report moves a case up: 1 new, 2 trusted, 5 staff; a good record adds 1, a poor one takes 1.

    Weight orders the queue and does nothing else: no number of reports hides anything.
    """
    weight = 5.0 if reporter.is_moderator else 2.0 if is_trusted(reporter) else 1.0
    mine = Report.objects.by_person(reporter).judged()
    judged, upheld = mine.count(), mine.upheld().count()
    if judged >= JUDGED_ENOUGH:
        weight += 1 if upheld >= GOOD_SHARE * judged else -1
    return max(weight, 0.25)


def report(contribution: Contribution, *, by: User, reason: str, note: str = "") -> Report:
    """Once per person. The queue picks it up; the words stay as they are until a moderator has looked."""
    may_report(by, contribution).insist()
    if reason not in Concern:
        raise Refused(_("Choose one of the answers shown."))
    if sentence := earlier_report(contribution, by=by):
        raise Refused(sentence)
    if not within("report", f"user{by.pk}", limit=20, seconds=3600):
        raise Refused(
            _("That is a lot of reports in one hour. Moderators look at them first; come back later.")
        )
    try:
        with transaction.atomic():
            return Report.objects.create(
                contribution=contribution, reporter=by, reason=reason, note=note.strip(), weight=weight_of(by)
            )
    except IntegrityError:  # sent twice at once
        raise Refused(earlier_report(contribution, by=by)) from None


def earlier_report(contribution: Contribution, *, by: User) -> str:
    """What became of this person's report of these words, or "" when there is none."""
    earlier = (
        Report.objects.by_person(by).filter(contribution=contribution).select_related("decision").first()
    )
    return already(earlier) if earlier else ""


def already(earlier: Report) -> str:
    if earlier.decision is None:
        return _("You have reported these words before. A moderator will look at them.")
    if earlier.decision.took_down:
        return _("You have reported these words before. A moderator took them down.")
    return _("You have reported these words before. A moderator looked at them and left them up.")
