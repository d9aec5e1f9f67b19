from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.models import User
from answers import actions
from answers.forms import AnswerForm, TranslationsForm
from answers.models import Answer
from answers.permissions import may_change, may_translate
from answers.views.pages import official
from consultations.models import Consultation
from core.forms import number_in
from core.verdict import Refused
from forums.models import Thread
from petitions.models import Petition


def target_of(request: HttpRequest) -> Petition | Thread | Consultation:
    """What the link in the digest or on the page names: ?petition=, ?thread= or ?consultation=."""
    found = {
        "petition": Petition.objects.shown(),
        "thread": Thread.objects.public(),
        "consultation": Consultation.objects.public(),
    }
    for name, rows in found.items():
        if (key := number_in(request.GET.get(name, ""))) is not None:
            return cast("Petition | Thread | Consultation", get_object_or_404(rows, pk=key))
    raise Http404


@never_cache
@login_required
def new(request: HttpRequest) -> HttpResponse:
    user, target = official(request), target_of(request)
    form = AnswerForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            row = actions.draft(
                office=data["office"],
                by=user,
                target=target,
                language=data["language"],
                texts=form.texts,
                milestones=data["milestones"],
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            return after_saving(request, row)
    begun = Answer.objects.unfinished_of(user).filter(**{target._meta.model_name or "": target})
    context = {"form": form, "target": target, "begun": begun.for_office()}
    return render(request, "answers/form.html", context)


@never_cache
@login_required
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """What was typed always comes back, also when a colleague has saved, asked or published meanwhile."""
    user = cast(User, request.user)
    row = get_object_or_404(Answer.objects.of_offices_of(user).for_office(), pk=pk)
    may = may_change(user, row)
    if not may and request.method != "POST":
        messages.info(request, may.reason)
        return redirect(row)
    form, theirs = AnswerForm(request.POST or None, user=user, answer=row), None
    if request.method == "POST" and form.is_valid():
        try:
            save(form, row, user)
        except actions.Overtaken as overtaken:
            theirs = overtaken.answer
            form.overtaken(theirs)
            form.refuse(overtaken)
        except Refused as refused:
            form.refuse(refused)
        else:
            return after_saving(request, row)
    context = {"form": form, "target": row.target, "answer": row, "theirs": theirs}
    return render(request, "answers/form.html", context)


def save(form: AnswerForm, row: Answer, user: User) -> None:
    data = form.cleaned_data
    actions.revise(
        row,
        by=user,
        language=data["language"],
        texts=form.texts,
        milestones=data["milestones"],
        seen=data["version"],
    )


def after_saving(request: HttpRequest, row: Answer) -> HttpResponse:
    if "publish" in request.POST:
        return redirect("answers:publish", row.pk)
    messages.success(request, _("Saved as a draft. Your office sees it; nobody else does."))
    return redirect(row)


@never_cache
@login_required
def translate(request: HttpRequest, pk: int) -> HttpResponse:
    """Add to a published answer a language that it lacks."""
    user = cast(User, request.user)
    row = get_object_or_404(Answer.objects.of_offices_of(user).for_office(), pk=pk)
    may = may_translate(user, row)
    if not may and request.method != "POST":
        messages.info(request, may.reason)
        return redirect(row)
    form = TranslationsForm(request.POST or None, answer=row)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_translations(row, by=user, texts=form.texts)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("The translation stands beside the answer."))
            return redirect(row)
    return render(request, "answers/translate.html", {"form": form, "answer": row})
