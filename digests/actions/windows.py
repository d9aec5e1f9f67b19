"""Closed windows of time: right across daylight saving, late, early, twice, or after a week of silence."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from digests.models import Subscription
from digests.states import Frequency

INSTANT = timedelta(microseconds=1)


def at(day: date, hour: int, zone: str) -> datetime:
    """That hour of that day in that zone, as UTC.

    An hour that the clocks skip is the moment they jump; one that comes twice is its first time.
    """
    local = datetime.combine(day, time(hour), ZoneInfo(zone))
    moment = local.astimezone(UTC)
    if moment.astimezone(local.tzinfo).replace(tzinfo=None) == local.replace(tzinfo=None):
        return moment
    before = local.replace(fold=1).astimezone(UTC)  # skipped: fold 1 falls before the jump, fold 0 after it
    offset = before.astimezone(local.tzinfo).utcoffset()
    while moment - before > timedelta(minutes=1):
        middle = before + (moment - before) / 2
        if middle.astimezone(local.tzinfo).utcoffset() == offset:
            before = middle
        else:
            moment = middle
    return moment.replace(second=0, microsecond=0)


def is_end(subscription: Subscription, day: date) -> bool:
    return subscription.frequency == Frequency.DAILY or day.weekday() == subscription.weekday


def last_end(subscription: Subscription, now: datetime) -> datetime:
    """The end of the last window that is over at `now`."""
    day = now.astimezone(ZoneInfo(subscription.timezone)).date() + timedelta(days=1)
    while True:
        if is_end(subscription, day):
            end = at(day, subscription.hour, subscription.timezone)
            if end <= now:
                return end
        day -= timedelta(days=1)


def next_end(subscription: Subscription, now: datetime) -> datetime:
    """The end of the window that `now` is in."""
    day = now.astimezone(ZoneInfo(subscription.timezone)).date() - timedelta(days=1)
    while True:
        if is_end(subscription, day):
            end = at(day, subscription.hour, subscription.timezone)
            if end > now:
                return end
        day += timedelta(days=1)


def window(subscription: Subscription, now: datetime) -> tuple[datetime, datetime]:
    """(since, until) of what is due: from one such hour to the next, whatever the clocks did.

    Windows that were missed while nothing ran are one long window with the last.
    """
    until = last_end(subscription, now)
    first = min(until, subscription.due_at)  # the end of the first window that was not sent
    return last_end(subscription, first - INSTANT), until


def open_window(subscription: Subscription, now: datetime) -> tuple[datetime, datetime]:
    """For "send me one now": a day or a week up to this moment."""
    days = 1 if subscription.frequency == Frequency.DAILY else 7
    return now - timedelta(days=days), now
