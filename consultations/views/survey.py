from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from consultations import actions
from consultations.forms import SurveyForm
from consultations.models import Consultation, so_far
from consultations.permissions import may_take_part
from consultations.views.pages import find, person
from core.pages import is_stranger, public_page
from core.verdict import Refused


@require_http_methods(["GET", "HEAD", "POST"])
@public_page
def survey(request: HttpRequest, slug: str) -> HttpResponse:
    consultation, user = find(request, slug), person(request)
    form = SurveyForm(consultation, request.POST if request.method == "POST" else None)
    participant = consultation.participants.of(user)
    if request.method == "POST" and sent(request, form, consultation):
        return redirect("consultations:thanks", slug)
    context = {
        "consultation": consultation,
        "so_far": so_far(consultation),
        "form": form,
        "sheet": getattr(participant, "sheet", None),
        "may_take_part": may_take_part(user, consultation),
    }
    return render(request, "consultations/survey.html", context, status=422 if form.errors else 200)


def sent(request: HttpRequest, form: SurveyForm, consultation: Consultation) -> bool:
    """Whether the answers were taken; otherwise the form says why not and keeps what was typed."""
    if not (may := may_take_part(request.user, consultation)):  # type: ignore[arg-type]
        form.refuse(Refused(may.reason))  # a closed survey is closed, whatever is missing in the answers
        return False
    if not form.is_valid():
        return False
    try:
        actions.answer(
            consultation,
            by=request.user,  # type: ignore[arg-type]
            answers=form.answers,
            reader=get_language() or "en",
        )
    except Refused as refused:
        form.refuse(refused)
        return False
    messages.success(request, _("Thank you. Your answers have arrived."))
    return True


@require_safe
def thanks(request: HttpRequest, slug: str) -> HttpResponse:
    if is_stranger(request):
        return redirect("consultations:consultation", slug)
    consultation = find(request, slug)
    context = {"consultation": consultation, "so_far": so_far(consultation)}
    return render(request, "consultations/thanks.html", context)
