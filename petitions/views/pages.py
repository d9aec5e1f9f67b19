from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from accounts.context import viewer as viewer_of
from accounts.models import User
from core.htmx import render
from core.pages import public_page
from core.templatetags.times import day, full_day
from core.templatetags.words import thousands
from petitions.forms import QuickSignForm
from petitions.models import Petition, Signature, Threshold
from petitions.permissions import may_sign
from petitions.states import Consequence, State


@require_safe
@public_page
def petition(request: HttpRequest, slug: str) -> HttpResponse:
    """The petition, or the note of what became of it."""
    viewer: User | None = viewer_of(request)["viewer"]
    row = get_object_or_404(Petition.objects.linked_to(viewer).for_page(), slug=slug)
    if not row.is_readable_by(viewer):
        return render(request, "petitions/gone.html", {"petition": row}, status=410)
    return render(request, "petitions/petition.html", context_of(row, viewer))


def context_of(row: Petition, viewer: User | None, form: QuickSignForm | None = None) -> dict[str, Any]:
    """Everything that `petition.html` shows. Its part `signbox` needs `signbox_of` only."""
    thresholds = list(Threshold.objects.all())
    answers = list(row.published_answers)
    pending, taken_out = row.signatures.not_counted() if row.opened_at else (0, 0)
    return {
        **signbox_of(row, viewer, form),
        "answers": answers,
        "next_threshold": row.next_threshold(thresholds),
        "last_threshold": thresholds[-1] if thresholds else None,
        "pending": pending,
        "taken_out": taken_out,
        "residences": row.signatures.residences(),
        "timeline": timeline_of(row, thresholds, answers),
    }


def signbox_of(row: Petition, viewer: User | None, form: QuickSignForm | None = None) -> dict[str, Any]:
    verdict = may_sign(viewer, row)
    if viewer and verdict and form is None:
        form = QuickSignForm(user=viewer)
    return {
        "petition": row,
        "verdict": verdict,
        "form": form,
        "signature": Signature.objects.of(viewer).filter(petition=row).first() if viewer else None,
    }


class Event(NamedTuple):
    """A line of `_timeline.html`."""

    title: str
    note: str = ""
    look: str = ""


def timeline_of(row: Petition, thresholds: list[Threshold], answers: list[Any]) -> list[Event]:
    """What has happened to the petition, and what comes next."""
    events = [Event(_("Started"), day(row.contribution.created_at), "done")]
    if row.state == State.WAITING:
        events.append(Event(_("Waits for a moderator"), _("usually less than a day"), "now"))
    elif row.state == State.REJECTED:
        events.append(Event(_("Rejected by a moderator"), day(row.state_changed_at), "done"))
    else:
        if row.opened_at and not row.is_imported:
            events.append(Event(_("Checked by a moderator"), _checked(row), "done"))
        events.append(_open(row))
    if row.state != State.REJECTED:
        events += [_threshold(row, threshold) for threshold in thresholds if _matters(row, threshold)]
    events += [Event(_("Answered"), day(answer.published_at), "done") for answer in reversed(answers)]
    return events


def _checked(row: Petition) -> str:
    opened = row.opened_at or timezone.now()
    days = (opened - row.contribution.created_at).days
    if days < 1:
        return day(opened)
    after = ngettext("%(day)s, after %(days)d day", "%(day)s, after %(days)d days", days)
    return after % {"day": day(opened), "days": days}


def _open(row: Petition) -> Event:
    if row.is_open:
        return Event(_("Open for signatures"), _("until %(day)s") % {"day": full_day(row.closes_at)}, "now")
    closed = row.closed_at or row.closes_at
    return Event(_("Closed"), full_day(closed) if closed else _("day not known"), "done")


def _matters(row: Petition, threshold: Threshold) -> bool:
    """What was never reached is no longer ahead of a closed petition."""
    return (
        row.is_open
        or row.state == State.WAITING
        or any(r.threshold_id == threshold.pk for r in row.reached.all())
    )


def _threshold(row: Petition, threshold: Threshold) -> Event:
    at = next((reached.at for reached in row.reached.all() if reached.threshold_id == threshold.pk), None)
    is_answer = threshold.consequence == Consequence.ANSWER
    if at is None:
        title = _("Answer due") if is_answer else _("Hearing considered")
        return Event(title, _("at %(count)s signatures") % {"count": thousands(threshold.count)})
    title = (
        _("%(count)s signatures: answer due") if is_answer else _("%(count)s signatures: hearing considered")
    )
    return Event(title % {"count": thousands(threshold.count)}, day(at), "done")
