from typing import NamedTuple, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from accounts.models import User
from answers.models import is_shown, shown_title
from consultations.models import Consultation
from core import htmx
from core.pages import page_of
from core.templatetags.parts import Title
from forums.models import Thread
from notices import actions
from notices.actions.choosing import Followed
from notices.emails import SALT, how_often_path
from notices.forms import FrequencyForm
from notices.models import FOLLOWED, Follow, Notice, Recipient
from notices.states import Frequency
from petitions.models import Petition
from topics.models import Topic


def followed(kind: str, pk: int, user: User) -> Followed:
    """What anybody may read, and whatever this person follows, so that they can always stop."""
    rows = {
        "petition": Petition.objects.shown(),
        "thread": Thread.objects.public(),
        "consultation": Consultation.objects.public(),
        "topic": Topic.objects.all(),
    }
    if kind not in rows:
        raise Http404
    row: Model | None = rows[kind].filter(pk=pk).first()
    own = None if row else user.follows.filter(**{kind: pk}).first()
    if not (row := row or getattr(own, kind, None)):
        raise Http404
    return cast(Followed, row)


@never_cache
@login_required
def follow(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """GET says whether you follow this; POST turns it on or off."""
    user = cast(User, request.user)
    row = followed(kind, pk, user)
    shown = is_shown(row)
    if request.method == "POST":
        messages.success(request, told(actions.follow(row, by=user)))
        if not request.htmx:  # type: ignore[attr-defined]
            return redirect(row.get_absolute_url() if shown else "notices:notices")
    context = {"kind": kind, "row": row, "shown": shown, "name": shown_title(row)}
    context["follows"] = Follow.objects.filter(user=user, **{kind: row}).exists()
    return htmx.render(request, "notices/follow.html", context, part="follow")


def told(follows: bool) -> str:
    if follows:
        return _("You follow this now. You are told what becomes of it.")
    return _("You do not follow this any more.")


@never_cache
@login_required
def notices(request: HttpRequest) -> HttpResponse:
    user = cast(User, request.user)
    recipient = Recipient.objects.filter(email=user.email.lower()).first() or Recipient()
    form = FrequencyForm(request.POST or None, initial={"frequency": recipient.frequency})
    if request.method == "POST" and form.is_valid():
        actions.choose(user.email, form.cleaned_data["frequency"])
        messages.success(request, _("Saved."))
        return redirect("notices:notices")
    page = page_of(Notice.objects.of(user).for_page(), request, by="-news__at")
    context = {"page": page, "rows": followed_by(user), "form": form}
    response = render(request, "notices/notices.html", context)
    actions.mark_read(user)
    return response


class Link(NamedTuple):
    url: str
    title: Title


def followed_by(user: User) -> list[Link]:
    """Each leads to its page; what was taken down, to where one stops following it."""
    follows = user.follows.select_related(
        "petition__contribution", "thread__contribution", "consultation", "topic"
    ).prefetch_related("petition__contribution__translations", "thread__contribution__translations")
    found = [(name, row) for name in FOLLOWED for follow in follows if (row := getattr(follow, name))]
    return [Link(url_of(name, row), shown_title(row)) for name, row in found]


def url_of(kind: str, row: Followed) -> str:
    return row.get_absolute_url() if is_shown(row) else reverse("notices:follow", args=[kind, row.pk])


def address_in(token: str) -> str | None:
    """The address that a link in an e-mail was made for; None for a link that was cut off."""
    try:
        return str(signing.loads(token, salt=SALT))
    except signing.BadSignature:
        return None


@csrf_exempt  # the signed token is the proof, as for `unsubscribe`; so the page needs no cookie
@never_cache
def how_often(request: HttpRequest, token: str) -> HttpResponse:
    """By the link in any e-mail, also without an account: at once, daily, weekly or never."""
    email = address_in(token)
    if email is None:
        return render(request, "notices/unsubscribe.html", {"wrong": True}, status=404)
    recipient = Recipient.objects.filter(email=email.lower()).first() or Recipient()
    form = FrequencyForm(request.POST or None, initial={"frequency": recipient.frequency})
    done = request.method == "POST" and form.is_valid()
    if done:
        recipient = actions.choose(email, form.cleaned_data["frequency"])
    return render(request, "notices/how_often.html", {"form": form, "done": done, "recipient": recipient})


@csrf_exempt  # RFC 8058: the mail program posts here by itself; the signed token is the proof
@never_cache
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """One click in the mail program, or the button on this page: no more notices to this address."""
    email = address_in(token)
    if email is None:
        return render(request, "notices/unsubscribe.html", {"wrong": True}, status=404)
    if request.method == "POST":
        actions.choose(email, Frequency.NEVER)
    done = Recipient.objects.filter(email=email.lower(), frequency=Frequency.NEVER).exists()
    context = {"done": done, "how_often_url": how_often_path(email)}
    return render(request, "notices/unsubscribe.html", context)
