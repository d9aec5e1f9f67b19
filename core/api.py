"""One kind of page and one throttle for the whole programming interface."""

from typing import Any

from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from core.limits import visitor, within

SLUG = r"[-a-zA-Z0-9_]+"  # of the addresses of single rows


def asked(request: Request, name: str) -> str:
    """What a list is narrowed to. The database takes no NUL, and no row has the sign that stands for it."""
    return str(request.query_params.get(name, "")).replace("\x00", "\ufffd")


class Pages(CursorPagination):
    """By key, newest first, unless a resource says otherwise; never by number of page."""

    ordering = "-pk"
    page_size = 50
    page_size_query_param = "size"
    max_page_size = 200


class VisitorThrottle(BaseThrottle):
    """120 requests a minute for each address, counted in the database for all processes: the interface
    asks nobody who they are, signed in or not.
    """

    def allow_request(self, request: Request, view: Any) -> bool:
        return within("api", visitor(request._request), limit=120, seconds=60)

    def wait(self) -> float:
        return 60.0
