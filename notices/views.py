from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from accounts.models import User
from consultations.models import Consultation
from core import htmx
from core.pages import page_of
from forums.models import Thread
from notices import actions
from notices.emails import SALT
from notices.models import Follow, Notice, Silence
from petitions.models import Petition
from topics.models import Topic


def followed(kind: str, pk: int) -> actions.Followed:
    rows = {
        "petition": Petition.objects.shown(),
        "thread": Thread.objects.public(),
        "consultation": Consultation.objects.public(),
        "topic": Topic.objects.all(),
    }
    if kind not in rows:
        raise Http404
    row: Model = get_object_or_404(rows[kind], pk=pk)
    return cast(actions.Followed, row)


@never_cache
@login_required
def follow(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """GET says whether you follow this; POST turns it on or off."""
    user, row = cast(User, request.user), followed(kind, pk)
    if request.method == "POST":
        actions.follow(row, by=user)
        if not request.htmx:  # type: ignore[attr-defined]
            return redirect(row.get_absolute_url())
    context = {"kind": kind, "row": row, "follows": Follow.objects.filter(user=user, **{kind: row}).exists()}
    return htmx.render(request, "notices/follow.html", context, part="follow")


@never_cache
@login_required
def notices(request: HttpRequest) -> HttpResponse:
    user = cast(User, request.user)
    if request.method == "POST":
        (actions.speak_again if "again" in request.POST else actions.silence)(user.email)
        messages.success(request, _("Saved."))
        return redirect("notices:notices")
    page = page_of(Notice.objects.of(user).for_page(), request, by="-created_at")
    rows = {name: [] for name in ("petition", "thread", "consultation", "topic")}  # type: dict[str, list[Model]]
    follows = user.follows.select_related(
        "petition__contribution", "thread__contribution", "consultation", "topic"
    )
    for row in follows.prefetch_related(
        "petition__contribution__translations", "thread__contribution__translations"
    ):
        for name, found in rows.items():
            if target := getattr(row, name):
                found.append(target)
    silent = Silence.objects.filter(email=user.email.lower()).exists()
    response = render(request, "notices/notices.html", {"page": page, "rows": rows, "silent": silent})
    actions.mark_read(user)
    return response


@csrf_exempt  # RFC 8058: the mail program posts here by itself; the signed token is the proof
@never_cache
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """One click in the mail program, or the button on this page: no more notices to this address."""
    try:
        email = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return render(request, "notices/unsubscribe.html", {"wrong": True}, status=404)
    if request.method == "POST":
        actions.silence(email)
    return render(request, "notices/unsubscribe.html", {"done": request.method == "POST"})
