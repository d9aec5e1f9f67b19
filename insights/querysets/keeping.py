"""Figures that are counted for all visitors at once, and kept."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from django.core.cache import cache
from django.utils import timezone

FRESH = timedelta(seconds=60)
KEPT_SECONDS = 3600  # old figures are better than a page that waits for new ones
Found = TypeVar("Found")


def kept(key: str, count: Callable[[], Found], fresh: timedelta = FRESH) -> Found:
    """As old as `fresh` at most, unless another process is counting just now: then the last ones."""
    last: tuple[Found, datetime] | None = cache.get(key)
    if last and (timezone.now() - last[1] < fresh or not cache.add(f"{key}:busy", True, 30)):
        return last[0]
    found = count()
    cache.set(key, (found, timezone.now()), KEPT_SECONDS)
    cache.delete(f"{key}:busy")
    return found
