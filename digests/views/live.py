"""Live figures for officials: what a digest of these weeks would say, compared with others."""

from datetime import date, datetime
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from core.moments import INSTANT
from core.verdict import Refused
from digests import emails
from digests.actions.figures import Collected
from digests.actions.looking import delete_view, look, save_view
from digests.forms import LiveForm, SavedViewForm
from digests.forms.live import mondays
from digests.models import Quote, SavedView
from digests.models.figures import figures_of, texts_behind
from digests.permissions import may_look
from digests.views.behind import texts_of
from digests.views.exports import csv_of, json_of, links, whole_addresses
from digests.views.tracing import traced

WEEKS = ("first", "last", "compared")
OF_ONE_PAGE = ("as", "after")  # in the address of a file, and of the second page of a list


def official(request: HttpRequest) -> User:
    user = cast(User, request.user)
    if not (may := may_look(user)):
        raise PermissionDenied(may.reason)
    return user


def asked(query: QueryDict) -> LiveForm:
    """The last four weeks until somebody chooses."""
    usual = {"first": mondays()[3].isoformat(), "last": mondays()[0].isoformat()}
    data = query.copy()
    for name, value in usual.items():
        data.setdefault(name, value)
    return LiveForm(data)


def still_shown(query: QueryDict) -> QueryDict:
    """What is left of a view that was kept long ago: without weeks from before those that can be chosen."""
    oldest, left = mondays()[-1], query.copy()
    gone = {name for name in WEEKS if (monday := monday_of(query.get(name, ""))) and monday < oldest}
    for name in WEEKS if "last" in gone else gone:
        left.pop(name, None)
    if "first" in gone and "last" not in gone:
        left["first"] = oldest.isoformat()
    return left


def passed_on(query: QueryDict) -> str:
    """What the links of a page or a file ask for: the same figures, as a page."""
    left = query.copy()
    for name in OF_ONE_PAGE:
        left.pop(name, None)
    return left.urlencode()


def monday_of(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.weekday() == 0 else None


def found(form: LiveForm, user: User) -> Collected:
    return look(form.scope, form.window, form.before, get_language() or "en", by=user)


def moments(content: dict[str, Any]) -> dict[str, Any]:
    """Of what these figures are, which may have been counted a while ago: not what would be asked for now."""
    names = ("since", "until", "compared_from", "compared_until")
    since, until, earlier, end = (datetime.fromisoformat(content[name]) for name in names)
    last = until - INSTANT
    return {"since": since, "until": last, "last_day": last.date(), "before": (earlier, end - INSTANT)}


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def live(request: HttpRequest) -> HttpResponse:
    """The figures of the weeks in the query; sent as a form, they are kept as a view under a name."""
    user, shown = official(request), still_shown(request.GET)
    form, query = asked(shown), passed_on(shown)
    keep = SavedViewForm(request.POST or None, initial={"query": query})
    if request.method == "POST" and is_kept(keep, user):
        messages.success(request, _("Saved."))
        return redirect(f"{reverse('digests:live')}?{keep.cleaned_data['query']}")
    context: dict[str, Any] = {"form": form, "keep": keep, "query": query, "saved": user.saved_views.all()}
    context["oldest"] = mondays()[-1] if shown != request.GET else None
    if form.is_valid():
        seen = found(form, user)
        content = seen.content | {"quotes": Quote.objects.left_of(seen.content["quotes"])}
        figures, asked_for = request.build_absolute_uri(reverse("digests:live")), f"?{query}" if query else ""
        match request.GET.get("as"):
            case "json":
                named = links(figures_of(content, seen.behind), figures, asked_for)
                return json_of(whole_addresses(content) | named, "live")
            case "csv":
                return csv_of(content, "live")
        context |= emails.content_context(content, figures, asked_for) | moments(content)
    return render(request, "digests/live.html", context, status=422 if form.errors or keep.errors else 200)


def is_kept(keep: SavedViewForm, user: User) -> bool:
    """Whether what was typed makes a view; if not, the form says why."""
    if keep.is_valid():
        try:
            save_view(by=user, **keep.cleaned_data)
        except Refused as refused:
            keep.refuse(refused, "name")
    return not keep.errors


@never_cache
@login_required
@require_safe
def live_figure(request: HttpRequest, figure: str) -> HttpResponse:
    """The contributions behind a figure of the live page."""
    user, form = official(request), asked(still_shown(request.GET))
    if not form.is_valid():
        raise Http404
    seen = found(form, user)
    figures = figures_of(seen.content, seen.behind)
    if figure not in figures:
        raise Http404
    topics = {topic.slug: topic.pk for topic in form.scope.topics}
    keys = texts_behind(figure, seen.content, seen.frozen, seen.behind, topics)
    live_, query = reverse("digests:live"), f"?{passed_on(request.GET)}"
    context = traced(seen.content, figure, figures, live_, query) | {
        "back": f"{live_}{query}",
    }
    return render(request, "digests/figure.html", context | texts_of(keys, seen.read_at, request))


@require_POST
@login_required
def forget_view(request: HttpRequest, pk: int) -> HttpResponse:
    user = official(request)
    delete_view(get_object_or_404(SavedView, pk=pk, user=user), by=user)
    messages.success(request, _("Deleted."))
    return redirect("digests:live")
