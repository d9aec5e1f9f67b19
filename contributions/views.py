from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.context import viewer as viewer_of
from accounts.models import User
from contributions import actions
from contributions.forms import EditForm
from contributions.models import Contribution
from contributions.permissions import is_counted, may_edit, may_withdraw, speaker
from contributions.previews import preview_of, wants_preview
from contributions.states import Kind
from core.htmx import render
from core.pages import public_page
from core.states import MoveNotAllowed
from core.verdict import Refused

MOST_VERSIONS = 50


@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """How Markdown will look: a piece of the form's page for htmx, else a page. Keeps nothing."""
    return render(request, "contributions/preview.html", preview_of(request), part="preview")


@require_safe
@public_page
def contribution(request: HttpRequest, pk: int) -> HttpResponse:
    """To where the words stand; that page knows what may be seen of them."""
    words = get_object_or_404(Contribution.objects.linked_to(viewer_of(request)["viewer"]), pk=pk)
    try:
        place = words.place.get_absolute_url()  # type: ignore[attr-defined]
    except (ObjectDoesNotExist, AttributeError):
        raise Http404 from None
    return redirect(place if "#" in place else f"{place}#words-{words.pk}")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    viewer: User | None = viewer_of(request)["viewer"]
    words = get_object_or_404(Contribution.objects.visible_to(viewer), pk=pk)
    verdict = may_edit(viewer, words)
    form = EditForm(request.POST or None, words=words)
    context = {"words": words, "form": form, "verdict": verdict}
    if wants_preview(request):
        context |= preview_of(request, Kind(words.kind))
    elif request.method == "POST" and form.is_valid():
        try:
            words = actions.edit(words, by=speaker(request.user), body=form.cleaned_data["body"])
        except Refused as refused:
            form.refuse(refused, "body" if verdict else None)
        else:
            messages.success(request, say_edited(words))
            return redirect(words)
    return render(request, "contributions/edit.html", context, status=200 if verdict else 403)


def say_edited(words: Contribution) -> str:
    if words.is_public:
        return _("Your words were changed. What they were before stays readable.")
    return _("Your words were changed and wait for a moderator.")


@require_safe
@public_page
def history(request: HttpRequest, pk: int) -> HttpResponse:
    viewer: User | None = viewer_of(request)["viewer"]
    words = get_object_or_404(Contribution.objects.visible_to(viewer).for_voices(viewer), pk=pk)
    versions = list(words.revisions.seen_by(viewer, words)[:MOST_VERSIONS])
    for version, newer in zip(versions, [words, *versions], strict=False):
        version.followed_by = newer.body  # type: ignore[attr-defined]
    return render(request, "contributions/history.html", {"words": words, "versions": versions})


@login_required
@require_POST
def understood(request: HttpRequest, pk: int) -> HttpResponse:
    viewer: User | None = viewer_of(request)["viewer"]
    words = get_object_or_404(Contribution.objects.visible_to(viewer), pk=pk)
    try:
        actions.react(words, by=speaker(request.user))
    except Refused as refused:
        messages.error(request, refused.reason)
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(words)
    words = Contribution.objects.for_voices(viewer).get(pk=pk)
    return render(request, "_understood.html", {"contribution": words})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks first, then takes the words back. There is no way back."""
    viewer: User | None = viewer_of(request)["viewer"]
    words = get_object_or_404(Contribution.objects.linked_to(viewer), pk=pk)
    verdict = may_withdraw(viewer, words)
    if request.method == "POST":
        try:
            actions.withdraw(words, by=speaker(request.user))
        except (Refused, MoveNotAllowed):  # sent twice, or not theirs: the page says which
            words.refresh_from_db()
            verdict = may_withdraw(viewer, words)
        else:
            messages.success(request, _("You took your words back."))
            return redirect(words if words.published_at else words.topic)
    context = {"words": words, "verdict": verdict, "is_counted": is_counted(words)}
    return render(request, "contributions/withdraw.html", context, status=200 if verdict else 403)
