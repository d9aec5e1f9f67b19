"""The moderators' queue: one page of cases, each decided by its own small form."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from typing import NamedTuple, cast

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, Min, Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.models import User
from core.forms import number_in
from core.pages import page_of
from core.verdict import Refused
from moderation import actions
from moderation.forms import ChosenForm, DecisionForm, QueueForm
from moderation.models import Case, Reason
from moderation.permissions import may_take, may_work_queue
from moderation.querysets import CaseQuerySet
from moderation.states import TAKES_DOWN, State

EDITED_AT = forms.DateTimeField(required=False)
QUEUE = "admin:moderation_case_changelist"


def only_moderators(request: HttpRequest) -> User:
    user = cast(User, request.user)
    if not may_work_queue(user):
        raise PermissionDenied
    return user


def back(request: HttpRequest) -> HttpResponseRedirect:
    """To the queue as it was filtered."""
    query = request.GET.urlencode()
    return redirect(f"{reverse(QUEUE)}{'?' if query else ''}{query}")


def chosen(filters: QueueForm) -> CaseQuerySet:
    """The cases that the filters ask for."""
    filters.is_valid()  # what is not known is not asked for
    asked = filters.cleaned_data
    if asked.get("case"):
        return Case.objects.filter(pk=asked["case"])
    cases = Case.objects.decided() if asked.get("show") == State.CLOSED else Case.objects.open()
    for name, field in (
        ("why", "why"),
        ("kind", "contribution__kind"),
        ("language", "contribution__language"),
    ):
        if asked.get(name):
            cases = cases.filter(**{field: asked[name]})
    return cases


def show(request: HttpRequest, user: User, *, sent: DecisionForm | None = None) -> HttpResponse:
    """The page; `sent` is a form that was refused and comes back as it was filled in."""
    actions.open_cases()
    filters = QueueForm(request.GET)
    cases = chosen(filters).ranked().for_queue()
    waiting = filters.cleaned_data.get("show") != State.CLOSED
    page = page_of(cases, request, by="-place" if waiting else "-state_changed_at")
    reasons = list(Reason.objects.in_use())
    rows = []
    for case in page:
        form = sent if sent and sent.case.pk == case.pk else DecisionForm(case=case, reasons=reasons)
        author = case.contribution.author
        age = (timezone.now() - author.date_joined).days if author else None
        rows.append({"case": case, "form": form, "may": may_take(user, case), "age": age})
    if sent and not any(row["form"] is sent for row in rows):
        for fault in sent.error_list:
            messages.error(request, fault.sentence)
    context = {
        **admin.site.each_context(request),
        "title": _("Queue"),
        "filters": filters,
        "page": page,
        "rows": rows,
        "chosen_form": ChosenForm(reasons=reasons) if waiting else None,
        "sums": Case.objects.open().aggregate(
            total=Count("pk"),
            oldest=Min("opened_at"),
            moderators=Count("claimed_by", distinct=True, filter=Q(claimed_until__gt=timezone.now())),
        ),
        "opts": Case._meta,
        "sent": sent,
    }
    return render(request, "admin/moderation/queue.html", context, status=422 if sent else 200)


def queue(request: HttpRequest) -> HttpResponse:
    return show(request, only_moderators(request))


@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    user = only_moderators(request)
    case = get_object_or_404(Case.objects.select_related("contribution__author", "claimed_by"), pk=pk)
    form = DecisionForm(request.POST, case=case, reasons=Reason.objects.in_use())
    if form.is_valid():
        try:
            decision = actions.decide(case, by=user, **form.cleaned_data)
        except actions.Overtaken as overtaken:
            form.overtaken(overtaken.case)
            form.refuse(overtaken)
        except Refused as refused:
            form.refuse(refused)
        else:
            words = _("Case %(number)s: %(verdict)s.") % {
                "number": pk,
                "verdict": decision.get_verdict_display(),
            }
            messages.success(request, words)
            return back(request)
    return show(request, user, sent=form)


@require_POST
def claim(request: HttpRequest, pk: int) -> HttpResponse:
    user = only_moderators(request)
    case = get_object_or_404(Case.objects.select_related("contribution", "claimed_by"), pk=pk)
    try:
        if request.POST.get("do") == "release":
            actions.release(case, by=user)
        else:
            actions.claim(case, by=user)
    except Refused as refused:
        messages.error(request, refused.reason)
    return back(request)


@require_POST
def decide_chosen(request: HttpRequest) -> HttpResponse:
    """One action on all chosen cases; each is decided by itself, and told by itself when it is refused."""
    user = only_moderators(request)
    form = ChosenForm(request.POST, reasons=Reason.objects.in_use())
    picked = seen_of_picked(request.POST.getlist("pick"))
    if not form.is_valid() or not picked:
        for fault in form.error_list if form.errors else []:
            messages.error(request, fault.sentence)
        if not picked:
            messages.error(request, _("Choose at least one case."))
        return back(request)
    done = 0
    for case in Case.objects.filter(pk__in=picked).select_related("contribution", "claimed_by"):
        try:
            act_on(case, by=user, seen=picked[case.pk], **form.cleaned_data)
        except Refused as refused:
            words = _("Case %(number)s: %(why)s") % {"number": case.pk, "why": refused.reason}
            messages.error(request, words)
        else:
            done += 1
    if done and form.cleaned_data["do"] == "claim":
        words = ngettext("%(n)s case is yours for 30 minutes.", "%(n)s cases are yours for 30 minutes.", done)
        messages.success(request, words % {"n": done})
    elif done:
        words = ngettext("%(n)s case is decided.", "%(n)s cases are decided.", done)
        messages.success(request, words % {"n": done})
    return back(request)


class Seen(NamedTuple):
    """What the moderator saw: the case's version, and when its words were last edited."""

    version: int
    edited_at: datetime | None


def seen_of_picked(picks: Iterable[str]) -> dict[int, Seen]:
    """ "417:2:" or "417:2:2026-03-01T12:00:00.123456+00:00": the chosen cases, each as it was seen."""
    found = {}
    for pick in picks:
        case, _colon, rest = pick.partition(":")
        seen, _colon, written = rest.partition(":")
        pk, version = number_in(case), number_in(seen)
        if pk is not None and version is not None:
            with suppress(ValidationError):
                found[pk] = Seen(version, EDITED_AT.clean(written))
    return found


def act_on(case: Case, *, by: User, do: str, reason: Reason | None, seen: Seen) -> None:
    if do == "claim":
        actions.claim(case, by=by)
        return
    fitting = [verdict for verdict in case.verdicts if (verdict in TAKES_DOWN) == (do == "take_down")]
    if not fitting:
        raise Refused(_("This cannot be decided about these words: look at the case itself."))
    actions.decide(case, by=by, verdict=fitting[0], reason=reason, **seen._asdict())
