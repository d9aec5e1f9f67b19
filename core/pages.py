"""Pages that any cache may keep, and lists that open twenty at a time."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import reduce, wraps
from typing import Any, Generic, TypeVar

from django.conf import settings
from django.core import signing
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control, patch_vary_headers

View = Callable[..., HttpResponse]


def is_stranger(request: HttpRequest) -> bool:
    """Nobody is signed in here, known without touching the session."""
    return settings.SESSION_COOKIE_NAME not in request.COOKIES


def public_page(view: View) -> View:
    """One page for all strangers of a language: cacheable, no cookie. Private for whoever is signed in."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        patch_vary_headers(response, ["Cookie", "HX-Request"])
        if request.method in ("GET", "HEAD") and response.status_code == 200 and is_stranger(request):
            patch_cache_control(response, public=True, max_age=10, s_maxage=30, stale_while_revalidate=60)
        else:
            patch_cache_control(response, private=True, no_cache=True)
        return response

    return wrapped


def letter_page(html: str) -> HttpResponse:
    """The HTML of an e-mail by itself, shut off: its styles may run, nothing else may."""
    response = HttpResponse(html)
    response._csp_replace = {  # type: ignore[attr-defined]
        "default-src": ["'none'"],
        "style-src": ["'unsafe-inline'"],
        "img-src": ["data:"],
        "frame-ancestors": ["'self'"],
        "sandbox": ["allow-popups", "allow-top-navigation-by-user-activation"],
    }
    response["X-Frame-Options"] = "SAMEORIGIN"
    return response


def may_frame_letters(response: HttpResponse) -> HttpResponse:
    """A page that shows a `letter_page` in a frame."""
    response._csp_update = {"frame-src": ["'self'"]}  # type: ignore[attr-defined]
    return response


Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Page(Generic[Row]):
    """One step of a list: its rows, the cursor of the next step, how many are shown so far of how many."""

    items: list[Row]
    next_cursor: str
    shown: int
    total: int

    def __iter__(self) -> Iterator[Row]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)


def page_of(rows: "QuerySet[Row]", request: HttpRequest, *, by: str, size: int = 20) -> Page[Row]:
    """The step of `rows` that `?after=` asks for, ordered by `by` ("-published_at") and then by key.

    A cursor names the last row seen, so that new rows never shift or repeat what comes next. A cursor
    that is not ours starts the list again.
    """
    field, down = by.lstrip("-"), by.startswith("-")
    ordered = rows.order_by(by, "-pk" if down else "pk")
    total, seen = rows.count(), 0
    step = "lt" if down else "gt"
    try:
        value, key, seen = signing.loads(request.GET.get("after", ""), salt=f"core.pages.{field}")
        ordered = ordered.filter(Q(**{f"{field}__{step}": value}) | Q(**{field: value, f"pk__{step}": key}))
    except signing.BadSignature:
        pass
    items = list(ordered[: size + 1])
    more, items = len(items) > size, items[:size]
    cursor = ""
    if more:
        value = reduce(getattr, field.split("__"), items[-1])
        value = value.isoformat() if hasattr(value, "isoformat") else value
        cursor = signing.dumps([value, items[-1].pk, seen + size], salt=f"core.pages.{field}")
    return Page(items, cursor, seen + len(items), total)
