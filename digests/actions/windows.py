"""Closed windows of time: right across daylight saving, late, early, twice, or after a week of silence."""

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from core.moments import INSTANT
from digests.models import Subscription
from digests.states import LAST_DAY, Frequency, Weekday

DAY = timedelta(days=1)
USUAL_DAYS = 28  # that say how much is written on a usual day
LENGTHS = {Frequency.DAILY: 1, Frequency.WEEKDAYS: 1, Frequency.WEEKLY: 7, Frequency.MONTHLY: 30}  # days


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


def midnight(day: date) -> datetime:
    """When a day begins, UTC."""
    return datetime.combine(day, time(), UTC)


def is_end(subscription: Subscription, day: date) -> bool:
    match subscription.frequency:
        case Frequency.WEEKDAYS:
            return day.weekday() < Weekday.SATURDAY
        case Frequency.WEEKLY:
            return day.weekday() == subscription.weekday
        case Frequency.MONTHLY:
            wanted, last = subscription.month_day, monthrange(day.year, day.month)[1]
            return day.day == (last if wanted == LAST_DAY else wanted)
    return True


def last_end(subscription: Subscription, now: datetime) -> datetime:
    """The last hour at which a window ends that is over at `now`."""
    day = now.astimezone(ZoneInfo(subscription.timezone)).date() + DAY
    while True:
        if is_end(subscription, day):
            end = at(day, subscription.hour, subscription.timezone)
            if end <= now:
                return end
        day -= DAY


def next_end(subscription: Subscription, now: datetime) -> datetime:
    """The end of the window that `now` is in."""
    day = now.astimezone(ZoneInfo(subscription.timezone)).date() - DAY
    while True:
        if is_end(subscription, day):
            end = at(day, subscription.hour, subscription.timezone)
            if end > now:
                return end
        day += DAY


def window(subscription: Subscription, now: datetime) -> tuple[datetime, datetime] | None:
    """(since, until) of what is due: from where the last one ended to the last hour, whatever the clocks did.

    Windows that were missed while nothing ran are one long window with the last. The first window is a whole
    one. None where all up to the last hour was told already.
    """
    until = last_end(subscription, now)
    first = min(until, subscription.due_at)  # the end of the first window that was not sent
    since = subscription.told_until or last_end(subscription, first - INSTANT)
    return (since, until) if since < until else None


def advance(subscription: Subscription, now: datetime) -> tuple[datetime, datetime] | None:
    """The window that is due; from here on the next one is. Changes the row in memory only."""
    found = window(subscription, now)
    if found:
        subscription.told_until = found[1]
    subscription.due_at = next_end(subscription, now)
    return found


def rearrange(subscription: Subscription, now: datetime, **settings: Any) -> None:
    """Other settings: the window that runs now ends at their next hour, and begins where it began.

    Changes the row in memory only.
    """
    if subscription.told_until is None and subscription.due_at <= now:  # the first is due still
        subscription.told_until = last_end(subscription, subscription.due_at - INSTANT)
    for name, value in settings.items():
        setattr(subscription, name, value)
    subscription.due_at = next_end(subscription, now)


def skip_to(subscription: Subscription, now: datetime) -> None:
    """The window that runs now is the next one; what was missed before it is not told. In memory only."""
    begins = last_end(subscription, now)
    subscription.told_until = max(subscription.told_until or begins, begins)
    subscription.due_at = next_end(subscription, now)


def open_window(subscription: Subscription, now: datetime) -> tuple[datetime, datetime]:
    """For "send me one now": a day, a week or a month up to this moment; on a Monday, the weekend as well."""
    days = LENGTHS[Frequency(subscription.frequency)]
    today = now.astimezone(ZoneInfo(subscription.timezone)).weekday()
    if subscription.frequency == Frequency.WEEKDAYS and today == Weekday.MONDAY:
        days = 3
    return now - timedelta(days=days), now


def days_over(since: datetime, until: datetime) -> list[date]:
    """The days that ended after `since` and up to `until`; the last seven at most."""
    last = until.astimezone(UTC).date()
    days = [last - DAY * n for n in range(7, 0, -1)]
    return [day for day in days if midnight(day + DAY) > since]
