"""Every figure of a digest, as plain data, from one look at the window and one at the window before."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import translation

from analysis.intervals import DRAWS, benjamini_hochberg
from core.templatetags.parts import language_there_is
from digests.actions.waiting import milestones, waiting
from digests.actions.words import bodies, quotes, themes
from insights.models import Grouping
from insights.querysets.campaigns import campaigns
from insights.querysets.claims import Ground, grounds
from insights.querysets.pulse import (
    Change,
    Declared,
    Estimate,
    change,
    feelings,
    is_enough,
    kept_back,
    tone,
    tones,
)
from insights.querysets.report import propositions
from insights.querysets.voices import Rows, Voices, each, said, voices
from topics.models import Topic

FALSE_FINDINGS = 0.05  # share of "clear" changes that may be chance, over all topics of a digest
VERSION = 3

Frozen = dict[str, list[int]]


def collect(
    topics: Sequence[Topic], since: datetime, until: datetime, language: str
) -> tuple[dict[str, Any], Frozen]:
    """(content, frozen): what the digest says, and the contributions behind it by topic slug."""
    keys = [topic.pk for topic in topics]
    now = said(None, since, until, topic__in=keys)
    before = said(None, since - (until - since), since, topic__in=keys)
    texts = bodies(now, before)
    with translation.override(language):
        content = {
            "version": VERSION,
            "language": language,
            "since": since.isoformat(),
            "until": until.isoformat(),
            "topics": [topic.slug for topic in topics],
            **heard(voices(now), voices(before)),
            **by_topic(topics, now, before),
            "propositions": [
                {
                    "thread": row.thread,
                    **row.wording._asdict(),
                    "url": row.url,
                    "stances": answers(row.stances),
                }
                for row in propositions(now)
            ],
            "ground": [ground_of(row) for row in running(keys, since, until)],
            **campaigns_of(now, texts),
            "themes": themes(now, before, texts),
            "quotes": quotes(now, texts, language),
            "waiting": waiting(keys, until),
            "milestones": milestones(keys),
            "method": method(now),
        }
    slugs = {topic.pk: topic.slug for topic in topics}
    frozen: Frozen = {topic.slug: [] for topic in topics}
    frozen |= {slugs[topic]: part.column("pk").tolist() for topic, part in now.each("topic").items()}
    return content, frozen


def heard(ours: Voices, theirs: Voices) -> dict[str, Any]:
    """People, texts, tone, its change and declared feelings; None or empty under ten people."""
    enough = is_enough(ours.people)
    return {
        "people": ours.people if enough else None,
        "imported": imported(ours) if enough else None,
        "texts": ours.texts if enough else None,
        "people_before": theirs.people if is_enough(theirs.people) else None,
        "tone": plain(tone(ours)),
        "change": plain(change(theirs, ours)),
        "unsure": ours.unsure / ours.texts if enough else None,
        "feelings": answers(feelings(ours)),
    }


def imported(heard: Voices) -> int | None:
    """How many of the people are known by an imported text only; None where that tells of fewer than ten."""
    here = heard.people - heard.imported
    return heard.imported if is_enough(heard.imported) and (not here or is_enough(here)) else None


def by_topic(topics: Sequence[Topic], now: Rows, before: Rows) -> dict[str, Any]:
    """`by_topic`, most people first, and the titles of those `not_shown`: they are parts of a shown whole.

    A change is `clear` only if it stands when all topics are looked at together.
    """
    ours, theirs = each(now, "topic"), each(before, "topic")
    hidden, tone_of = kept_back({topic: part.people for topic, part in ours.items()}), tones(ours)
    rows: list[dict[str, Any]] = [
        {
            "slug": topic.slug,
            "title": topic.title,
            "title_language": language_there_is(topic, "title"),
            "people": ours[topic.pk].people,
            "texts": ours[topic.pk].texts,
            "tone": plain(tone_of[topic.pk]),
            "change": plain(change(theirs[topic.pk], ours[topic.pk]))
            if topic.pk in theirs and tone_of[topic.pk]
            else None,
        }
        for topic in topics
        if topic.pk in ours and topic.pk not in hidden
    ]
    compared = [row["change"] for row in rows if row["change"]]
    stand = benjamini_hochberg([found["p_value"] for found in compared], FALSE_FINDINGS)
    for found, stands in zip(compared, stand, strict=True):
        found["clear"] = found["clear"] and stands
    return {
        "by_topic": sorted(rows, key=lambda row: (-row["people"], row["slug"])),
        "not_shown": [topic.title for topic in topics if topic.pk in hidden],
    }


def plain(figure: Estimate | Change | None) -> dict[str, Any] | None:
    return asdict(figure) if figure else None


def answers(rows: Sequence[Declared]) -> list[dict[str, Any]]:
    return [{"code": row.code, "name": row.name, "share": asdict(row.share)} for row in rows]


def campaigns_of(rows: Rows, texts: dict[int, str]) -> dict[str, Any]:
    """What ten people or more wrote in nearly the same words, and the tone with each counted as one voice."""
    found = campaigns(rows, texts)
    told = [
        {"posts": row.posts, "people": row.people, "hours": max(1, round(row.hours)), "kind": row.kind}
        for row in found.shown
    ]
    return {"campaigns": told, "tone_once": plain(found.tone)}


def running(topics: list[int], since: datetime, until: datetime) -> list[Ground]:
    """Common ground of the consultations that ran in this window; most voters first."""
    open_then = Q(consultation__closes_at=None) | Q(consultation__closes_at__gte=since)
    rows = Grouping.objects.newest().filter(
        open_then, consultation__topic__in=topics, consultation__opens_at__lt=until
    )
    found = grounds(rows.select_related("consultation"), most=3, most_apart=1)
    return sorted(found, key=lambda ground: (-ground.people, ground.consultation.pk))[:3]


def ground_of(found: Ground) -> dict[str, Any]:
    return {
        "title": found.consultation.title,
        "title_language": language_there_is(found.consultation, "title"),
        "url": reverse("consultations:results", args=[found.consultation.slug]),
        "counted_at": found.computed_at.isoformat(),
        "people": found.people,
        "votes": found.votes,
        "stable": found.stable,
        "groups": len(found.groups),
        "claims_in_all": found.claims_in_all,
        "claims": found.claims,
        "differences": found.differences,
    }


def method(rows: Rows) -> Mapping[str, Any]:
    """What it takes to recompute every figure to the last digit."""
    return {
        "models": rows.models(),
        "interval": 0.95,
        "interval_of_groups": 0.8,
        "draws": DRAWS,
        "seed": 0,
        "smallest_group": settings.SMALLEST_GROUP,
        "false_findings": FALSE_FINDINGS,
    }
