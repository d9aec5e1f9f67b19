from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import HttpResponseClientRedirect

from contributions.models import Contribution
from contributions.states import Kind
from core.htmx import render
from core.pages import page_of, public_page
from core.verdict import Refused
from moderation import actions
from moderation.forms import ReportForm
from moderation.models import Decision, Reason
from moderation.permissions import may_report
from moderation.states import Verdict

LOG_SUMS_UP = timedelta(days=30)


@never_cache
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, pk: int) -> HttpResponse:
    if not request.user.is_authenticated:
        sign_in = redirect_to_login(request.path)
        return HttpResponseClientRedirect(sign_in.url) if request.htmx else sign_in  # type: ignore[attr-defined]
    words = get_object_or_404(Contribution.objects.visible_to(request.user).select_related("author"), pk=pk)
    form = ReportForm(request.POST or None, auto_id=f"report{pk}_%s")
    context = {"contribution": words, "form": form, "may": may_report(request.user, words)}
    context["earlier"] = actions.earlier_report(words, by=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            actions.report(words, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            if not request.htmx:  # type: ignore[attr-defined]
                messages.success(request, _("Your report has arrived. A moderator will look at these words."))
                return redirect(words)
            context["arrived"] = True
    status = 422 if form.errors and not request.htmx else 200  # type: ignore[attr-defined]
    return render(request, "moderation/report.html", context, part="form", status=status)


@require_safe
@public_page
def log(request: HttpRequest) -> HttpResponse:
    decisions = Decision.objects.for_log()
    only_down = request.GET.get("show") == "taken-down"
    page = page_of(decisions.taking_down() if only_down else decisions, request, by="-at")
    since = timezone.now() - LOG_SUMS_UP
    counts = dict(
        Decision.objects.filter(at__gt=since).order_by().values_list("verdict").annotate(n=Count("pk"))
    )
    sums = [(verdict.label, counts.get(verdict, 0)) for verdict in Verdict]
    context = {"page": page, "sums": sums, "days": LOG_SUMS_UP.days, "only_down": only_down}
    return render(request, "moderation/log.html", context, part="rows")


@require_safe
@public_page
def rules(request: HttpRequest) -> HttpResponse:
    reasons = list(Reason.objects.in_use())
    asking = [reason for reason in reasons if reason.kinds == [Kind.PETITION]]
    everywhere = [reason for reason in reasons if reason not in asking]
    return render(request, "moderation/rules.html", {"everywhere": everywhere, "asking": asking})
