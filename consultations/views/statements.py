from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from consultations import actions
from consultations.forms import StatementForm
from consultations.models import Consultation, Participant, Statement, Vote, shares_of, so_far
from consultations.permissions import may_take_part
from consultations.querysets.statements import Tally
from consultations.states import Value
from consultations.views.pages import find, person
from contributions.permissions import speaker
from core import htmx
from core.forms import number_in
from core.pages import page_of, public_page
from core.verdict import Refused

SHOWN = 5  # of one's own votes, before "all"


@require_http_methods(["GET", "HEAD", "POST"])
@public_page
def statements(request: HttpRequest, slug: str) -> HttpResponse:
    """One statement at a time for who is signed in; all of them, without figures, for strangers."""
    consultation = find(request, slug)
    if request.method == "POST":
        return _vote(request, consultation)
    context = page(request, consultation, StatementForm())
    part = "rows" if "after" in request.GET else "voting"
    return htmx.render(request, "consultations/statements.html", context, part=part)


def page(request: HttpRequest, consultation: Consultation, form: StatementForm) -> dict[str, Any]:
    user = person(request)
    takes_part = may_take_part(user, consultation)
    context = {
        "consultation": consultation,
        "so_far": so_far(consultation),
        "form": form,
        "may_take_part": takes_part,
        "values": Value,
    }
    participant = consultation.participants.of(user)
    if user:
        context |= _own(request, consultation, participant)
    if takes_part:
        context |= _ballot(request, consultation, participant)
    else:
        rows = consultation.statements.public().for_page()
        context["page"] = page_of(rows, request, by="pk")
    return context


def _ballot(
    request: HttpRequest, consultation: Consultation, participant: Participant | None
) -> dict[str, Any]:
    shown = consultation.statements.public()
    asked = _named(request, "statement", shown)
    statement = asked or actions.next_statement(consultation, participant)
    voted = _named(request, "voted", shown)
    mine = Vote.objects.of(participant)
    return {
        "statement": statement,
        "vote": mine.filter(statement=asked).first() if asked else None,
        "just": _told(voted, mine) if voted else None,
    }


def _named(request: HttpRequest, name: str, rows: Any) -> Statement | None:
    key = number_in(request.GET.get(name, ""))
    return None if key is None else rows.for_page().filter(pk=key).first()


def _own(request: HttpRequest, consultation: Consultation, participant: Participant | None) -> dict[str, Any]:
    mine = Vote.objects.of(participant).for_page()
    cast = mine.count() if participant else 0
    all_of_them = request.GET.get("votes") == "all"
    return {
        "mine": mine if all_of_them else mine[:SHOWN],
        "cast": cast,
        "more": cast > SHOWN and not all_of_them,
    }


def _told(statement: Statement, mine: Any) -> dict[str, Any] | None:
    """How others voted: shown after one's own vote only."""
    vote = mine.filter(statement=statement).first()
    if vote is None:
        return None
    tally = statement.votes.tallies().get(statement.pk, Tally())
    return {"statement": statement, "vote": vote, "votes": tally.votes, "rows": shares_of(tally)}


def _vote(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    back = reverse("consultations:statements", args=[consultation.slug])
    key, value = number_in(request.POST.get("statement", "")), request.POST.get("value", "")
    if key is None or value not in {str(value) for value in Value.values}:
        messages.error(request, _("Choose “Agree”, “Disagree” or “Pass”."))
        return redirect(back)
    statement = get_object_or_404(consultation.statements.select_related("contribution"), pk=key)
    statement.consultation = consultation
    try:
        actions.vote(statement, by=request.user, value=int(value))  # type: ignore[arg-type]
    except Refused as refused:
        messages.error(request, refused.reason)
        return redirect(back)
    return redirect(f"{back}?{urlencode({'voted': statement.pk})}")


def suggest(request: HttpRequest, slug: str) -> HttpResponse:
    consultation = find(request, slug)
    if request.method != "POST":  # reloaded, or come back to after signing in
        return redirect("consultations:statements", slug)
    form = StatementForm(request.POST)
    if form.is_valid():
        try:
            actions.suggest(
                consultation,
                by=speaker(request.user),
                body=form.cleaned_data["body"],
                reader=get_language() or "en",
            )
        except Refused as refused:
            form.refuse(refused, "body")
        else:
            messages.success(
                request,
                _("Your statement has arrived. A moderator reads it first; then others can vote on it."),
            )
            return redirect("consultations:statements", slug)
    return render(request, "consultations/statements.html", page(request, consultation, form), status=422)
