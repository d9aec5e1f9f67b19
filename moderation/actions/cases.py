from contextlib import suppress
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, F, Min, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from contributions.models import Contribution
from contributions.states import State as Words
from core.states import MoveNotAllowed
from core.verdict import Refused
from moderation.models import Case, Report
from moderation.permissions import may_decide
from moderation.states import CLAIM_LASTS, WHY_OF_KIND, State, Why

BATCH = 1000


def open_cases() -> int:
    """Pull in what waits or was reported; returns how many were opened. Twice, or at once, is the same."""
    opened = _open_new() + _reopen()
    for case in Case.objects.open().without_work()[:BATCH]:
        _close_empty(case)
    stale = Q(fresh_score=F("score")) & Q(fresh_urgency=F("is_urgent"))
    late = Case.objects.open().with_fresh_score().exclude(stale)
    late.update(score=F("fresh_score"), is_urgent=F("fresh_urgency"))
    return opened


def _why(contribution: Contribution) -> Why:
    if contribution.state == Words.PUBLISHED:
        return Why.REPORTED
    return WHY_OF_KIND.get(contribution.kind, Why.NEW)  # type: ignore[call-overload]


def _open_new() -> int:
    reports = Report.objects.unsettled().filter(contribution=OuterRef("pk"))
    waiting = (
        Contribution.objects.filter(Q(state=Words.PENDING) | Q(Exists(reports), state=Words.PUBLISHED))
        .filter(case=None)
        .annotate(reported_at=Min("reports__at", filter=Q(reports__decision=None)))
        .order_by("created_at")
    )
    cases = [
        Case(contribution=row, why=_why(row), opened_at=_since(row, row.created_at))
        for row in waiting[:BATCH]
    ]
    Case.objects.bulk_create(cases, ignore_conflicts=True)
    return len(cases)


def _since(row: Contribution, otherwise: datetime) -> datetime:
    if row.state == Words.PENDING:
        return otherwise
    reported_at: datetime | None = row.reported_at  # type: ignore[attr-defined]
    return reported_at or otherwise


def _reopen() -> int:
    opened = 0
    for case in Case.objects.decided().with_work().select_related("contribution")[:BATCH]:
        try:
            with transaction.atomic():
                case.move(
                    State.OPEN,
                    opened_at=timezone.now(),
                    claimed_by=None,
                    claimed_until=None,
                    version=case.version + 1,
                )
                Case.objects.filter(pk=case.pk).update(why=_why(case.contribution))
        except MoveNotAllowed:  # another process was faster
            continue
        opened += 1
    return opened


def _close_empty(case: Case) -> None:
    """Nothing is left to decide: the author took the words back."""
    with suppress(MoveNotAllowed):
        case.move(State.CLOSED, why="nothing left to decide", version=case.version + 1)


def claim(case: Case, *, by: User) -> Case:
    """Take a case for half an hour. Raises Refused when somebody else has it, or it is decided."""
    case.refresh_from_db()
    may_decide(by, case).insist()
    until = timezone.now() + CLAIM_LASTS
    if not Case.objects.open().free_for(by).filter(pk=case.pk).update(claimed_by=by, claimed_until=until):
        case.refresh_from_db()
        may_decide(by, case).insist()
        raise Refused(_("Somebody decided this a moment ago. Nothing is left to do here."))
    case.refresh_from_db()
    return case


def release(case: Case, *, by: User) -> None:
    """Give a case back before the half hour is over."""
    Case.objects.filter(pk=case.pk, claimed_by=by).update(claimed_by=None, claimed_until=None)
