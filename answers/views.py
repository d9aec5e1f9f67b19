from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import User
from answers import actions, permissions
from answers.forms import AnswerForm
from answers.models import Answer
from consultations.models import Consultation
from core.pages import is_stranger, page_of, public_page
from core.templatetags.words import own_name
from core.verdict import Refused
from forums.models import Thread
from petitions.models import Petition


@require_safe
@public_page
def answers(request: HttpRequest) -> HttpResponse:
    page = page_of(Answer.objects.published().for_page(), request, by="-published_at")
    waiting = Petition.objects.awaiting_answer().for_list()[:20]
    drafts = [] if is_stranger(request) else drafts_of(request.user)
    return render(request, "answers/answers.html", {"page": page, "waiting": waiting, "drafts": drafts})


def drafts_of(user: object) -> list[Answer]:
    official = isinstance(user, User) and user.is_official
    return list(Answer.objects.drafts_of(cast(User, user)).for_page()) if official else []


@require_safe
@public_page
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    user = None if is_stranger(request) else cast(User, request.user)
    row = get_object_or_404(Answer.objects.visible_to(user).for_page().distinct(), pk=pk)
    may = {"change": permissions.may_change(user, row), "withdraw": permissions.may_withdraw(user, row)}
    return render(request, "answers/answer.html", {"answer": row, "may": may})


def target_of(request: HttpRequest) -> Petition | Thread | Consultation:
    """What the link in the digest or on the page names: ?petition=, ?thread= or ?consultation=."""
    found = {
        "petition": Petition.objects.shown(),
        "thread": Thread.objects.public(),
        "consultation": Consultation.objects.public(),
    }
    for name, rows in found.items():
        if (key := request.GET.get(name, "")).isdecimal():
            return cast("Petition | Thread | Consultation", get_object_or_404(rows, pk=int(key)))
    raise Http404


@login_required
def new(request: HttpRequest) -> HttpResponse:
    user, target = cast(User, request.user), target_of(request)
    if not user.is_official or not user.memberships.exists():
        raise PermissionDenied(_("Only officials of an office can answer here."))
    form = AnswerForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.draft(
                office=form.cleaned_data["office"],
                by=user,
                target=target,
                language=form.cleaned_data["language"],
                texts=form.texts,
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            return after_saving(request, row)
    return render(request, "answers/form.html", {"form": form, "target": target})


@login_required
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    user = cast(User, request.user)
    row = get_object_or_404(Answer.objects.drafts_of(user).for_page(), pk=pk)
    form = AnswerForm(request.POST or None, user=user, answer=row)
    if request.method == "POST" and form.is_valid():
        try:
            actions.revise(row, by=user, language=form.cleaned_data["language"], texts=form.texts)
        except Refused as refused:
            form.refuse(refused)
        else:
            return after_saving(request, row)
    return render(request, "answers/form.html", {"form": form, "target": row.target, "answer": row})


def after_saving(request: HttpRequest, row: Answer) -> HttpResponse:
    if "publish" in request.POST:
        return redirect("answers:publish", row.pk)
    messages.success(request, _("Saved as a draft. Your office sees it; nobody else does."))
    return redirect(row)


@login_required
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """GET asks once more, POST does it: everyone concerned will be told."""
    row = get_object_or_404(Answer.objects.visible_to(cast(User, request.user)).for_page().distinct(), pk=pk)
    if request.method == "POST":
        try:
            actions.publish(row, by=cast(User, request.user))
        except Refused as refused:
            messages.error(request, refused.reason)
            return redirect(row)
        messages.success(request, _("Published. Everyone concerned will be told by e-mail."))
        return redirect(row.target)
    missing = [own_name(code) for code in row.languages_missing]
    return render(request, "answers/publish.html", {"answer": row, "missing": missing})


@login_required
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Answer.objects.visible_to(cast(User, request.user)).for_page().distinct(), pk=pk)
    if request.method == "POST":
        try:
            actions.withdraw(row, by=cast(User, request.user))
        except Refused as refused:
            messages.error(request, refused.reason)
        else:
            messages.success(request, _("Withdrawn: it no longer stands on the page."))
        return redirect("answers:answers")
    return render(request, "answers/withdraw.html", {"answer": row})
