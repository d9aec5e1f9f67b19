"""Themes of a window: what people write about, in their own words."""

from collections.abc import Collection
from typing import Any

from django.conf import settings

from analysis import themes as phrasing
from contributions.models import Contribution
from insights.querysets.columns import among
from insights.querysets.voices import Rows, Said

MOST_THEMES = 6
CONSIDERED = 20_000  # texts a language; the newest of a very large window


def bodies(*windows: Rows) -> dict[int, str]:
    """The texts that themes and quotes are taken from."""
    return dict(Contribution.objects.filter(pk__in=among(looked_at(*windows))).values_list("pk", "body"))


def looked_at(*windows: Rows) -> set[int]:
    """Keys of these texts."""
    return {row.pk for rows in windows for code, _name in settings.LANGUAGES for row in newest(rows, code)}


def newest(rows: Rows, language: str) -> list[Said]:
    return list(rows.where(rows.says("language", language))[-CONSIDERED:])


def themes(
    now: Rows, before: Rows, texts: dict[int, str], copies: Collection[int]
) -> tuple[list[dict[str, Any]], dict[str, list[int]]]:
    """Phrases that ten people or more used, against the window before; for each language. Then the texts
    that hold each. Without `copies`, so that each campaign is heard once: its words are no theme of many.

    `of` is how many of the newest texts were looked at, where there were more.
    """
    found: list[dict[str, Any]] = []
    behind: dict[str, list[int]] = {}
    for language, _name in settings.LANGUAGES:
        heard, theirs = newest(now, language), newest(before, language)
        ours = [row for row in heard if row.pk not in copies]
        phrases = phrasing.themes(
            [texts[row.pk] for row in ours],
            [row.voice for row in ours],
            [texts[row.pk] for row in theirs],
            [row.voice for row in theirs],
            language=language,
            floor=settings.SMALLEST_GROUP,
            top=MOST_THEMES,
        )
        if phrases:
            names = [f"theme-{language}-{n}" for n in range(len(phrases))]
            behind |= {
                name: [ours[n].pk for n in row.members] for name, row in zip(names, phrases, strict=True)
            }
            told = [
                {"phrase": row.phrase, "people": row.authors, "figure": name}
                for name, row in zip(names, phrases, strict=True)
            ]
            of = CONSIDERED if len(heard) == CONSIDERED else None
            compared = {"than_before": bool(theirs), "of": of}
            found.append({"language": language, **compared, "phrases": told})
    return found, behind
