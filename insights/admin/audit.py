"""The audit sample: how right the machine is, drawing texts, and the page on which people label them."""

from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.models import User
from analysis.tone import LANGUAGES
from core.admin import ReadOnlyAdmin
from core.forms import PlainErrorsMixin, number_in
from core.templatetags.words import own_name
from core.verdict import Refused
from insights import actions
from insights.actions.drawing import MOST
from insights.models import DrawnText, Label
from insights.permissions import may_draw, may_label
from insights.querysets.accuracy import checked
from insights.states import Tone

SAMPLE = "admin:insights_drawntext_changelist"
LABEL = "admin:insights_drawntext_label"


class DrawForm(PlainErrorsMixin, forms.Form):
    count = forms.IntegerField(
        label=gettext_lazy("Texts of each language"), min_value=1, max_value=MOST, initial=100
    )


def only_labellers(request: HttpRequest) -> User:
    user = cast(User, request.user)
    if not may_label(user):
        raise PermissionDenied
    return user


def sample(request: HttpRequest, *, sent: DrawForm | None = None) -> HttpResponse:
    """What is drawn and labelled so far, and what it says about the machine."""
    user = only_labellers(request)
    rows = [
        {"check": check, "yours": DrawnText.objects.to_label(user).filter(language=check.language).count()}
        for check in checked()
    ]
    context = {
        **admin.site.each_context(request),
        "title": _("Audit sample"),
        "rows": rows,
        "checks": [row["check"] for row in rows],
        "form": (sent or DrawForm()) if may_draw(user) else None,
        "opts": DrawnText._meta,
    }
    return render(request, "admin/insights/sample.html", context, status=422 if sent else 200)


@require_POST
def draw(request: HttpRequest) -> HttpResponse:
    user = only_labellers(request)
    form = DrawForm(request.POST)
    if not form.is_valid():
        return sample(request, sent=form)
    try:
        drawn = actions.draw(form.cleaned_data["count"], by=user)
    except Refused as refused:
        messages.error(request, refused.reason)
    else:
        counts = ", ".join(f"{own_name(language)} {count}" for language, count in drawn.items())
        messages.success(request, _("Drawn: %(counts)s.") % {"counts": counts})
    return redirect(SAMPLE)


def one_text(request: HttpRequest, language: str) -> HttpResponse:
    """The next text that this person may label, after the one that `?after=` names; then from the start."""
    user = only_labellers(request)
    if language not in LANGUAGES:
        raise Http404
    waiting = DrawnText.objects.to_label(user).filter(language=language)
    after = number_in(request.GET.get("after", ""))
    rows = waiting.for_labelling()
    text = (rows.filter(pk__gt=after).first() if after is not None else None) or rows.first()
    context = {
        **admin.site.each_context(request),
        "title": _("How does it sound?"),
        "language": language,
        "text": text,
        "left": waiting.count(),
        "progress": DrawnText.objects.progress().get(language),
        "tones": list(enumerate(Tone.choices, start=1)),
        "last": Label.objects.filter(by=user).order_by("-at", "-pk").first(),
        "opts": DrawnText._meta,
    }
    return render(request, "admin/insights/label.html", context)


@require_POST
def label(request: HttpRequest, language: str, pk: int) -> HttpResponse:
    user = only_labellers(request)
    text = get_object_or_404(DrawnText, pk=pk, language=language)
    try:
        actions.label(text, by=user, tone=request.POST.get("tone", ""))
    except Refused as refused:
        messages.error(request, refused.reason)
    return onward(language, pk)


def onward(language: str, pk: int) -> HttpResponseRedirect:
    return redirect(f"{reverse(LABEL, args=[language])}?after={pk}")


@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    user = only_labellers(request)
    given = get_object_or_404(Label.objects.select_related("text"), pk=pk)
    try:
        actions.take_back(given, by=user)
    except Refused as refused:
        messages.error(request, refused.reason)
    return onward(given.text.language, given.text_id - 1)


@admin.register(DrawnText)
class DrawnTextAdmin(ReadOnlyAdmin):
    """Pages of our own in the place of Django's: a list of texts would show whose they are, and what others
    said about them."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        return [
            path("", view(sample), name="insights_drawntext_changelist"),
            path("draw/", view(draw), name="insights_drawntext_draw"),
            path("label/<slug:language>/", view(one_text), name="insights_drawntext_label"),
            path("label/<slug:language>/<int:pk>/", view(label), name="insights_drawntext_give"),
            path("take-back/<int:pk>/", view(take_back), name="insights_drawntext_take_back"),
        ]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(may_label(cast(User, request.user)))

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)
