"""The fields of one petition as another system writes them: texts, numbers and moments, checked."""

import re
from datetime import UTC, datetime
from typing import Any

from django.utils import timezone

LONGEST_TEXT = 50_000
OTHER_DATES = ("created_at", "published_at", "date", "year", "closed_at", "as_of")  # if not when it opened
YEAR = re.compile(r"\d{4}")
LISTED = re.compile(r"\bas of (\d{4}-\d{2}-\d{2})\b")


class Fault(Exception):
    """What is wrong with one petition of the file."""


def text_of(record: dict[str, Any], name: str, most: int = LONGEST_TEXT) -> str:
    value = record.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Fault(f"{name} is not a text")
    value = value.replace("\x00", "").replace("\r\n", "\n").strip()
    if any("\ud800" <= sign <= "\udfff" for sign in value):
        raise Fault(f"{name} holds half a character (a lone surrogate)")
    if len(value) > most:
        raise Fault(f"{name} has {len(value)} characters; at most {most} fit")
    return value


def count_of(record: dict[str, Any], name: str) -> int:
    value = record.get(name, 0)
    if value is None:
        return 0
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**31:
        raise Fault(f"{name} is not a whole number from 0 up")
    return value


def moment_of(record: dict[str, Any], name: str) -> datetime | None:
    value = text_of(record, name)
    if not value:
        return None
    try:
        moment = datetime.fromisoformat(value)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Fault(f"{name} is not a date like 2026-09-04T10:00:00Z") from None


def moments_of(record: dict[str, Any]) -> tuple[datetime | None, datetime | None]:
    """When it opened, and when it closed or will close."""
    opened_at, closed_at = moment_of(record, "opened_at"), moment_of(record, "closed_at")
    if opened_at and opened_at > timezone.now():
        raise Fault("opened_at is in the future")
    if opened_at and closed_at and closed_at < opened_at:
        raise Fault("closed_at is before opened_at")
    return opened_at, closed_at


def other_date_of(record: dict[str, Any]) -> datetime | None:
    """The first day or year that it names besides, or else the day of the list that it is taken from: "as of
    2015-08-31". What cannot be read or is in the future tells nothing.
    """
    listed = LISTED.search(text_of(record, "source"))
    written = [record.get(name) for name in OTHER_DATES] + [listed[1] if listed else None]
    days = (day_of(str(value).strip()) for value in written if value is not None)
    return next((day for day in days if day and day <= timezone.now()), None)


def day_of(value: str) -> datetime | None:
    try:
        return moment_of({"day": f"{value}-01-01" if YEAR.fullmatch(value) else value}, "day")
    except Fault:
        return None
