from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.pages import page_of, public_page
from insights.forms import PostsForm
from insights.querysets.posts import Asked, may_open, people_behind
from insights.querysets.posts import posts as behind
from insights.querysets.report import Report, report
from insights.querysets.wording import Written, written
from insights.views.titles import page_of_figure, part_title


@require_safe
@public_page
def posts(request: HttpRequest) -> HttpResponse:
    """The texts behind one figure, without names; nothing where the figure itself is not shown."""
    form = PostsForm(request.GET)
    asked = form.asked if form.is_valid() else Asked()
    found = report(asked.topic)
    wording = written(asked.topic) if asked.wording else Written()
    form.offer(found, wording)
    opens = may_open(asked, found, wording) if form.is_valid() else None
    context = {
        "form": form,
        "asked": asked,
        "part_name": part_title(form, asked, found, wording) if form.is_valid() else "",
        "stands_on": page_of_figure(asked),
        "refused": opens.reason if opens is not None and not opens else "",
        "page": page_of(behind(asked, wording), request, by="-published_at") if opens else None,
        "people": people_behind(asked, found, wording) if opens else None,
        "readable": readable(found),
        "days": asked.days,
    }
    return render(request, "insights/posts.html", context, status=200 if form.is_valid() else 400)


def readable(found: Report) -> frozenset[str]:
    """The languages whose tone is shown: only there does a list say how each text sounds."""
    return frozenset(code for code, part in found.languages.items() if part.figure)
