"""Reading the data files, and turning "12 days ago" into a time."""

import json
import random
import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent
LANGUAGES = ("en", "ru", "uk")
UNITS = {"d": "days", "h": "hours", "m": "minutes"}


def read(name: str) -> Any:
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def columns(**words: Mapping[str, str]) -> dict[str, str]:
    """title={"en": …, "ru": …} -> {"title_en": …, "title_ru": …}, one column per language."""
    return {f"{name}_{language}": text[language] for name, text in words.items() for language in LANGUAGES}


def one_a_line(rows: Iterable[Mapping[str, str]]) -> dict[str, str]:
    rows = list(rows)
    return {language: "\n".join(row[language] for row in rows) for language in LANGUAGES}


def duration(text: str) -> timedelta:
    """ "12d 3h" -> 12 days and 3 hours."""
    parts = re.findall(r"(\d+)([dhm])", text)
    return timedelta(**{UNITS[unit]: int(number) for number, unit in parts})


def chance(name: str) -> random.Random:
    """The same numbers at every load."""
    return random.Random(f"example {name}")


def between(first: datetime, last: datetime, dice: random.Random, lean: float = 1) -> datetime:
    """Some moment in between; with a `lean` above 1 rather an early one, below 1 rather a late one."""
    return first + (last - first) * float(dice.random() ** lean)


class Clock:
    """Everything in the example happened before one moment: the moment of loading."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def ago(self, text: str) -> datetime:
        """So long ago, give or take what makes it look lived: the same for the same words."""
        return self.now - duration(text) + timedelta(minutes=chance(text).uniform(0, 45))

    def in_days(self, days: int) -> datetime:
        return self.now + timedelta(days=days)

    def day(self, days: int) -> date:
        return self.in_days(days).date()
