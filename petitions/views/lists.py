from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from core.htmx import render
from core.pages import page_of, public_page
from petitions.forms import SearchForm
from petitions.models import Petition
from petitions.querysets import PetitionQuerySet


@dataclass(frozen=True)
class Shelf:
    """One of the lists in which petitions stand."""

    name: str
    title: Promise
    empty: Promise
    order: str

    def rows(self) -> PetitionQuerySet:
        rows: PetitionQuerySet = getattr(Petition.objects, self.name)()
        return rows


SHELVES = {
    "open": Shelf("open", _("Open"), _("No petition is open here now"), "-opened_at"),
    "waiting": Shelf(
        "awaiting_answer",
        _("Waiting for an answer"),
        _("No petition waits for an answer here"),
        "waits_since",
    ),
    "answered": Shelf(
        "answered", _("Answered"), _("No petition has been answered here yet"), "-contribution__created_at"
    ),
    "closed": Shelf("closed", _("Closed"), _("No petition has closed here yet"), "-contribution__created_at"),
    "rejected": Shelf(
        "rejected", _("Rejected"), _("No petition was rejected here"), "-contribution__created_at"
    ),
}


@require_safe
@public_page
def petitions(request: HttpRequest) -> HttpResponse:
    """One shelf at a time, by topic and by words."""
    show = request.GET.get("show", "")
    show = show if show in SHELVES else "open"
    search = SearchForm(request.GET)
    search.is_valid()
    words, topic = search.cleaned_data.get("q", ""), search.cleaned_data.get("topic")
    rows = SHELVES[show].rows().matching(words).about(topic).for_list()
    context = {
        "page": page_of(rows, request, by=SHELVES[show].order),
        "shelves": SHELVES,
        "shelf": SHELVES[show],
        "show": show,
        "search": search,
        "words": words,
        "topic": topic,
    }
    return render(request, "petitions/petitions.html", context, part="rows")
