"""Closed windows of time: right across daylight saving, late, early, twice, or after a week of silence."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from digests.models import Subscription
from digests.states import Frequency


def at(day: date, hour: int, zone: str) -> datetime:
    """That hour of that day in that zone, as UTC.

    An hour that the clocks skip is the moment they jump; one that comes twice is its first time.
    """
    local = datetime.combine(day, time(hour), ZoneInfo(zone))
    moment = local.astimezone(UTC)
    if moment.astimezone(ZoneInfo(zone)).hour != hour:  # skipped: the wall clock never shows it
        moment -= timedelta(hours=1)
        while moment.astimezone(ZoneInfo(zone)).hour < hour:
            moment += timedelta(minutes=15)
    return moment


def last_end(subscription: Subscription, now: datetime) -> datetime:
    """The end of the last window that is over at `now`."""
    day = now.astimezone(ZoneInfo(subscription.timezone)).date() + timedelta(days=1)
    while True:
        right_day = subscription.frequency == Frequency.DAILY or day.weekday() == subscription.weekday
        if right_day and (end := at(day, subscription.hour, subscription.timezone)) <= now:
            return end
        day -= timedelta(days=1)


def next_end(subscription: Subscription, now: datetime) -> datetime:
    """The end of the window that `now` is in."""
    day = now.astimezone(ZoneInfo(subscription.timezone)).date() - timedelta(days=1)
    while True:
        right_day = subscription.frequency == Frequency.DAILY or day.weekday() == subscription.weekday
        if right_day and (end := at(day, subscription.hour, subscription.timezone)) > now:
            return end
        day += timedelta(days=1)


def window(subscription: Subscription, now: datetime) -> tuple[datetime, datetime]:
    """(since, until) of the last closed window: from one such hour to the next, whatever the clocks did."""
    until = last_end(subscription, now)
    return last_end(subscription, until - timedelta(microseconds=1)), until


def open_window(subscription: Subscription, now: datetime) -> tuple[datetime, datetime]:
    """For "send me one now": a day or a week up to this minute."""
    until = now.astimezone(UTC).replace(second=0, microsecond=0)
    days = 1 if subscription.frequency == Frequency.DAILY else 7
    return until - timedelta(days=days), until
