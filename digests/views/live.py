"""Live figures for officials: what a digest of these weeks would say, compared with others."""

from datetime import timedelta
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from contributions.models import Contribution
from core.pages import page_of
from core.verdict import Refused
from digests import emails
from digests.actions.figures import Collected
from digests.actions.looking import delete_view, look, save_view
from digests.forms import LiveForm, SavedViewForm
from digests.forms.live import mondays
from digests.models import SavedView
from digests.models.figures import figures_of, texts_behind
from digests.permissions import may_look
from digests.views.exports import csv_of, json_of

MOMENT = timedelta(microseconds=1)  # from the end of a window to what is still in it


def official(request: HttpRequest) -> User:
    user = cast(User, request.user)
    if not (may := may_look(user)):
        raise PermissionDenied(may.reason)
    return user


def asked(request: HttpRequest) -> LiveForm:
    """The last four weeks until somebody chooses."""
    usual = {"first": mondays()[3].isoformat(), "last": mondays()[0].isoformat()}
    data = request.GET.copy()
    for name, value in usual.items():
        data.setdefault(name, value)
    return LiveForm(data)


def found(form: LiveForm, user: User) -> Collected:
    return look(form.scope, form.window, form.before, get_language() or "en", by=user)


@never_cache
@login_required
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    user, form = official(request), asked(request)
    context: dict[str, Any] = {"form": form, "saved": user.saved_views.all()}
    if form.is_valid():
        content = found(form, user).content
        if request.GET.get("as") == "json":
            return json_of(content, "live")
        if request.GET.get("as") == "csv":
            return csv_of(content, "live")
        query = request.GET.urlencode()
        figures = request.build_absolute_uri(reverse("digests:live"))
        context |= emails.content_context(content, figures, f"?{query}" if query else "")
        context |= {"query": query, "since": form.window[0], "until": form.window[1]}
        context["last_day"] = (form.window[1] - MOMENT).date()
        context["before"] = form.before[0], form.before[1] - MOMENT
        context["keep"] = SavedViewForm(initial={"query": query})
    return render(request, "digests/live.html", context, status=200 if form.is_valid() else 422)


@never_cache
@login_required
@require_safe
def live_figure(request: HttpRequest, figure: str) -> HttpResponse:
    """The contributions behind a figure of the live page."""
    user, form = official(request), asked(request)
    if not form.is_valid():
        raise Http404
    seen = found(form, user)
    figures = figures_of(seen.content, seen.behind)
    if figure not in figures:
        raise Http404
    topics = {topic.slug: topic.pk for topic in form.scope.topics}
    keys = texts_behind(figure, seen.content, seen.frozen, seen.behind, topics)
    words = Contribution.objects.public().for_voices().filter(pk__in=keys)
    context = {
        "back": f"{reverse('digests:live')}?{request.GET.urlencode()}",
        "title": emails.figure_name(seen.content, figure, figures[figure]),
        "since": form.window[0],
        "until": form.window[1] - MOMENT,
        "page": page_of(words, request, by="-published_at"),
        "counted": len(keys),
    }
    return render(request, "digests/figure.html", context)


@require_POST
@login_required
def keep_view(request: HttpRequest) -> HttpResponse:
    user, form = official(request), SavedViewForm(request.POST)
    query = request.POST.get("query", "")
    if form.is_valid():
        try:
            save_view(by=user, name=form.cleaned_data["name"], query=form.cleaned_data["query"])
            messages.success(request, _("Saved."))
        except Refused as refused:
            messages.error(request, refused.reason)
    else:
        messages.error(request, _("Give the view a name."))
    return redirect(f"{reverse('digests:live')}?{query}")


@require_POST
@login_required
def forget_view(request: HttpRequest, pk: int) -> HttpResponse:
    user = official(request)
    delete_view(get_object_or_404(SavedView, pk=pk, user=user), by=user)
    messages.success(request, _("Deleted."))
    return redirect("digests:live")
