"""Figures that are counted for all visitors at once, and kept."""

from collections.abc import Callable
from datetime import datetime, timedelta
from time import monotonic, sleep
from typing import TypeVar

from django.core.cache import cache
from django.utils import timezone

FRESH = timedelta(seconds=60)
MOST_SECONDS = 30  # that anybody counts, if all is well
KEPT_SECONDS = 3600  # old figures are better than a page that waits for new ones
Found = TypeVar("Found")


def kept(key: str, count: Callable[[], Found], fresh: timedelta = FRESH) -> Found:
    """As old as `fresh` at most, unless somebody else is counting just now: then the last ones. Where there
    are none yet, one counts and the others wait. Where nothing can be kept, each counts in the end.
    """
    busy, given_up = f"{key}:busy", monotonic() + MOST_SECONDS
    while monotonic() < given_up:
        last: tuple[Found, datetime] | None = cache.get(key)
        if last and is_fresh(last[1], fresh):
            return last[0]
        if cache.add(busy, True, MOST_SECONDS):
            try:
                return counted(key, count, fresh)
            finally:
                cache.delete(busy)
        if last:
            return last[0]
        sleep(0.05)
    return count()


def counted(key: str, count: Callable[[], Found], fresh: timedelta) -> Found:
    """Anew, unless somebody else was done with it before our turn came."""
    last: tuple[Found, datetime] | None = cache.get(key)
    if last and is_fresh(last[1], fresh):
        return last[0]
    found = count()
    cache.set(key, (found, timezone.now()), KEPT_SECONDS)
    return found


def is_fresh(at: datetime, fresh: timedelta) -> bool:
    return timezone.now() - at < fresh
