from operator import itemgetter
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from accounts.context import viewer as viewer_of
from accounts.models import User
from contributions.permissions import is_counted
from core import countries
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
    row = get_object_or_404(Petition.objects.linked_to(viewer).at(slug).for_page())
    if not row.is_readable_by(viewer):
        context = {"petition": row, "is_counted": is_counted(row.contribution)}
        return render(request, "petitions/gone.html", context, status=410)
    return render(request, "petitions/petition.html", context_of(row, viewer))


def context_of(row: Petition, viewer: User | None, form: QuickSignForm | None = None) -> dict[str, Any]:
    """Everything that `petition.html` shows. Its part `signbox` needs `signbox_of` only."""
    thresholds = list(Threshold.objects.all())
    answers = list(row.published_answers)
    residences = row.where_signers_live()
    return {
        **signbox_of(row, viewer, form),
        "is_counted": row.state == State.REJECTED and is_counted(row.contribution),
        "answers": answers,
        "due_since": row.answer_due_since(thresholds),
        "next_threshold": row.next_threshold(thresholds) if row.is_open else None,
        "last_threshold": thresholds[-1] if thresholds else None,
        "taken_out": row.signatures.taken_out().count() if row.opened_at else 0,
        "residences": residences,
        "countries": [{"name": countries.name(code), "n": n} for code, n in residences.countries],
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
    """What has happened to the petition, in order, and then what comes next."""
    done = [(row.contribution.created_at, _("Started"), "")]
    if row.opened_at and not row.is_imported:
        done.append((row.opened_at, _("Checked by a moderator"), _after(row)))
    counts = {threshold.pk: threshold for threshold in thresholds}
    done += [(reached.at, _title(counts[reached.threshold_id], True), "") for reached in row.reached.all()]
    done += [(answer.published_at, _("Answered"), "") for answer in answers]
    if row.state == State.REJECTED:
        done.append((row.state_changed_at, _("Rejected by a moderator"), ""))
    elif row.state != State.WAITING and not row.is_open and (closed := row.closed_at or row.closes_at):
        done.append((closed, _("Closed"), ""))
    events = [Event(title, note or day(at), "done") for at, title, note in sorted(done, key=itemgetter(0))]
    return events + _ahead(row, thresholds)


def _ahead(row: Petition, thresholds: list[Threshold]) -> list[Event]:
    """What was never reached is not ahead of a closed petition."""
    if row.state == State.WAITING:
        now = Event(_("Waits for a moderator"), _("usually less than a day"), "now")
    elif row.is_open:
        now = Event(_("Open for signatures"), _("until %(day)s") % {"day": full_day(row.closes_at)}, "now")
    else:
        return []
    reached = {row.threshold_id for row in row.reached.all()}
    missing = [threshold for threshold in thresholds if threshold.pk not in reached]
    return [now] + [
        Event(_title(threshold, False), _("at %(count)s signatures") % {"count": thousands(threshold.count)})
        for threshold in missing
    ]


def _after(row: Petition) -> str:
    """ "8 September, after 2 days"."""
    assert row.opened_at is not None
    days = (row.opened_at - row.contribution.created_at).days
    if days < 1:
        return day(row.opened_at)
    after = ngettext("%(day)s, after %(days)d day", "%(day)s, after %(days)d days", days)
    return after % {"day": day(row.opened_at), "days": days}


def _title(threshold: Threshold, is_reached: bool) -> str:
    is_answer = threshold.consequence == Consequence.ANSWER
    if not is_reached:
        return _("Answer due") if is_answer else _("Hearing considered")
    n = threshold.count
    if is_answer:
        title = ngettext("%(count)s signature: answer due", "%(count)s signatures: answer due", n)
    else:
        title = ngettext(
            "%(count)s signature: hearing considered", "%(count)s signatures: hearing considered", n
        )
    return title % {"count": thousands(threshold.count)}
