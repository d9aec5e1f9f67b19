"""Quotes of a window: what people write, in their own words."""

from typing import Any

import numpy as np

from analysis import quotes as quoting
from contributions.models import Contribution
from digests.models import Quote
from insights.querysets.pulse import is_enough
from insights.querysets.voices import Rows, voices

MOST_QUOTES = 4


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
