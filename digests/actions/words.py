"""Themes and quotes of a window: what people write about, in their own words."""

from typing import Any

import numpy as np
from django.conf import settings

from analysis import quotes as quoting
from analysis import themes as phrasing
from contributions.models import Contribution
from digests.models import Quote
from insights.querysets.columns import among
from insights.querysets.pulse import is_enough
from insights.querysets.voices import Rows, Said, voices

MOST_QUOTES = 4
MOST_THEMES = 6
CONSIDERED = 20_000  # texts a language; the newest of a very large window


def bodies(*windows: Rows) -> dict[int, str]:
    """The texts that themes and quotes are taken from."""
    keys = [row.pk for rows in windows for code, _name in settings.LANGUAGES for row in newest(rows, code)]
    return dict(Contribution.objects.filter(pk__in=among(keys)).values_list("pk", "body"))


def newest(rows: Rows, language: str) -> list[Said]:
    return list(rows.where(rows.says("language", language))[-CONSIDERED:])


def themes(
    now: Rows, before: Rows, texts: dict[int, str]
) -> tuple[list[dict[str, Any]], dict[str, list[int]]]:
    """Phrases that ten people or more used, against the window before; for each language. Then the texts
    that hold each.

    `of` is how many of the newest texts were looked at, where there were more.
    """
    found: list[dict[str, Any]] = []
    behind: dict[str, list[int]] = {}
    for language, _name in settings.LANGUAGES:
        ours, theirs = newest(now, language), newest(before, language)
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
            of = CONSIDERED if len(ours) == CONSIDERED else None
            compared = {"than_before": bool(theirs), "of": of}
            found.append({"language": language, **compared, "phrases": told})
    return found, behind


def quotes(rows: Rows, texts: dict[int, str], language: str) -> list[dict[str, Any]]:
    """Typical texts among those that a moderator approved, at most one per author, every language present,
    with their translation if there is one.

    None when fewer than ten people wrote. Words whose author is not known were imported: they may not be
    quoted to anyone.
    """
    if not is_enough(voices(rows).people):
        return []
    approved = set(Quote.objects.approved().values_list("contribution_id", flat=True))
    looked_at = np.isin(rows.column("pk"), list(approved & texts.keys())) & (rows.column("voice") > 0)
    recent = list(rows.where(looked_at))
    chosen = quoting.choose(
        [texts[row.pk] for row in recent],
        [row.voice for row in recent],
        [row.language for row in recent],
        count=MOST_QUOTES,
    )
    keys = [recent[quote.index].pk for quote in chosen]
    found = Contribution.objects.public().for_voices().in_bulk(keys)
    return [quote_of(found[key], language) for key in keys if key in found]


def quote_of(words: Contribution, language: str) -> dict[str, Any]:
    translations = {row.language: row.body for row in words.translations.all()}
    assert words.author is not None
    return {
        "key": words.pk,
        "body": words.body,
        "language": words.language,
        "translation": translations.get(language, "") if language != words.language else "",
        "name": words.author.shown_name,
        "country": words.country,
        "url": words.get_absolute_url(),
    }
