from itertools import groupby

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.context import viewer as viewer_of
from accounts.models import User
from contributions.actions import is_trusted
from contributions.models import Contribution
from contributions.permissions import speaker
from contributions.previews import preview_if_wanted, wants_preview
from core.htmx import render
from core.pages import Page, page_of, public_page
from core.verdict import Refused
from forums import actions
from forums.forms import ReplyForm, ThreadForm
from forums.models import Board, Post, Thread
from forums.permissions import may_lock, may_reply, may_start_thread
from forums.querysets import Branch, facts_of, grow, standing_in

TOP_REPLIES, UNDER_EACH, IN_A_BRANCH = 20, 10, 100


@require_safe
@public_page
def boards(request: HttpRequest) -> HttpResponse:
    rows = Board.objects.for_list()
    topics = [(topic, list(group)) for topic, group in groupby(rows, key=lambda row: row.topic)]
    return render(request, "forums/boards.html", {"topics": topics})


@require_safe
@public_page
def board(request: HttpRequest, slug: str) -> HttpResponse:
    row: Board = get_object_or_404(Board.objects.select_related("topic"), slug=slug)
    viewer: User | None = viewer_of(request)["viewer"]
    page = page_of(row.threads.public().for_list(), request, by="-active_at")
    context = {"board": row, "page": page, "waiting": row.threads.waiting_of(viewer).for_page()}
    return render(request, "forums/board.html", context, part="threads")


@require_http_methods(["GET", "HEAD", "POST"])
def new_thread(request: HttpRequest, slug: str) -> HttpResponse:
    row: Board = get_object_or_404(Board.objects.select_related("topic"), slug=slug)
    viewer: User | None = viewer_of(request)["viewer"]
    verdict = may_start_thread(viewer)
    if request.method != "POST" and viewer is None:
        return redirect_to_login(request.get_full_path())
    form = ThreadForm(request.POST or None)
    if request.POST and not wants_preview(request) and form.is_valid():
        try:
            language = get_language() or "en"
            made = actions.start_thread(row, by=speaker(request.user), reader=language, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            say_thanks(request, made.contribution)
            return redirect(made)
    context = {"board": row, "form": form, "verdict": verdict, "is_trusted": viewer and is_trusted(viewer)}
    return render(request, "forums/new_thread.html", context | preview_if_wanted(request))


def find(viewer: User | None, pk: int, slug: str) -> Thread:
    """The discussion, whatever name stands in its address. While it is not public, the name that was asked
    for stays: the right one says the title in Latin letters.
    """
    row: Thread = get_object_or_404(Thread.objects.visible_to(viewer).for_page(), pk=pk)
    if not row.contribution.is_public:
        row.slug = slug
    return row


@require_safe
@public_page
def thread(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    viewer: User | None = viewer_of(request)["viewer"]
    row = find(viewer, pk, slug)
    if slug != row.slug:
        return redirect(row, permanent=True)
    page, branches, part_of = replies_on(request, row, viewer)
    context = {"thread": row, "title": row.title_for(viewer), "may_reply": may_reply(viewer, row)}
    context |= {"page": page, "branches": branches, "part_of": part_of}
    if not request.htmx:  # type: ignore[attr-defined]
        context |= {
            "opening": Contribution.objects.for_voices(viewer).get(pk=row.pk),
            "facts": facts_of(row),
            "standing": standing_in(row),
            "may_lock": may_lock(viewer, row),
            "form": reply_form(request, row),
            "is_trusted": viewer and is_trusted(viewer),
        }
    return render(request, "forums/thread.html", context, part="replies")


def replies_on(
    request: HttpRequest, row: Thread, viewer: User | None
) -> tuple[Page[Post], list[Branch], Post | None]:
    """Twenty replies with some of what stands under each; or the one part that `?words=` asks for."""
    posts = row.posts.visible_to(viewer)
    part_of = posts.part_with(request.GET.get("words", ""))
    if part_of is None:
        page = page_of(posts.top(), request, by="pk", size=TOP_REPLIES)
        return page, grow(page.items, posts.under(page.items, each=UNDER_EACH), viewer), None
    page = page_of(posts.for_tree().filter(root=part_of), request, by="pk", size=IN_A_BRANCH)
    return page, grow([part_of], page.items, viewer), part_of


@require_http_methods(["GET", "HEAD", "POST"])
def reply(request: HttpRequest, pk: int, slug: str, parent: int) -> HttpResponse:
    """`parent` is the key of a reply, or of the discussion itself."""
    viewer: User | None = viewer_of(request)["viewer"]
    row = find(viewer, pk, slug)
    post = None if parent == row.pk else get_object_or_404(row.posts.visible_to(viewer).for_tree(), pk=parent)
    if request.method != "POST" and viewer is None:
        return redirect_to_login(request.get_full_path())
    form = reply_form(request, row, post)
    context = {"thread": row, "title": row.title_for(viewer), "parent": post, "form": form}
    context |= {"may_reply": may_reply(viewer, row, post), "is_trusted": viewer and is_trusted(viewer)}
    if request.POST and not wants_preview(request) and form.is_valid():
        try:
            said = actions.reply(
                row, by=speaker(request.user), parent=post, reader=get_language() or "en", **form.cleaned_data
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            if not request.htmx:  # type: ignore[attr-defined]
                say_thanks(request, said.contribution)
                return redirect(said.contribution)
            context |= {"branches": grow([said], [], viewer), "form": reply_form(None, row, post)}
            return render(request, "forums/reply.html", context, part="said")
    context["voice"] = Contribution.objects.for_voices(viewer).get(pk=parent)
    return render(request, "forums/reply.html", context | preview_if_wanted(request), part="form")


@require_http_methods(["GET", "HEAD", "POST"])
def lock(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    viewer: User | None = viewer_of(request)["viewer"]
    row = find(viewer, pk, slug)
    context = {"thread": row, "title": row.title_for(viewer), "verdict": may_lock(viewer, row)}
    if not context["verdict"]:
        return render(request, "forums/lock.html", context, status=403)
    if request.method == "POST":
        if request.POST.get("closed") == "yes":
            actions.lock(row, by=speaker(request.user))
        else:
            actions.unlock(row, by=speaker(request.user))
        return redirect(row)
    return render(request, "forums/lock.html", context)


def reply_form(request: HttpRequest | None, row: Thread, parent: Post | None = None) -> ReplyForm:
    """Each form of a page has ids of its own: there may be one below every reply."""
    data = request.POST if request and request.method == "POST" else None
    proposition = row.wording.text if row.contribution.is_public else ""
    return ReplyForm(data, proposition=proposition, auto_id=f"id_{parent.pk if parent else row.pk}_%s")


def say_thanks(request: HttpRequest, words: Contribution) -> None:
    if words.is_public:
        messages.success(request, _("Your words are public now."))
    else:
        messages.info(
            request,
            _("Your words have arrived. A moderator reads them first, usually in less than a day."),
        )
