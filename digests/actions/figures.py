"""Every figure of a digest, as plain data, from one look at the window and one at the window before."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Min
from django.urls import reverse
from django.utils import translation

from analysis.intervals import benjamini_hochberg
from consultations.models import Consultation
from contributions.states import Feeling
from insights.models import Grouping
from insights.querysets.claims import ground
from insights.querysets.pulse import Change, Estimate, Said, change, declared, said, tone, voices
from insights.querysets.report import propositions
from petitions.models import Petition
from topics.models import Milestone, Topic

from digests.actions.words import quotes, themes

FALSE_FINDINGS = 0.05  # share of "clear" changes that may be chance, over all topics of a digest
VERSION = 1


def collect(topics: Sequence[Topic], since: datetime, until: datetime, language: str) -> tuple[dict[str, Any], dict[str, list[int]]]:
    """(content, frozen): what the digest says, and the contributions behind it by topic slug."""
    keys = [topic.pk for topic in topics]
    now = said(None, since, until, topic__in=keys)
    before = said(None, since - (until - since), since, topic__in=keys)
    with translation.override(language):
        content = {
            "version": VERSION,
            "language": language,
            "since": since.isoformat(),
            "until": until.isoformat(),
            "topics": [topic.slug for topic in topics],
            **heard(now, before),
            "by_topic": by_topic(topics, now, before),
            "propositions": [
                {**asdict(row), "stances": [asdict(answer) for answer in row.stances]} for row in propositions(now)
            ],
            "ground": [grounds(row) for row in groupings(keys)],
            "themes": themes(now, before),
            "quotes": quotes(now, language),
            "waiting": waiting_petitions(keys, until) + waiting_consultations(keys, until),
            "milestones": milestones(keys),
        }
    slugs = {topic.pk: topic.slug for topic in topics}
    frozen: dict[str, list[int]] = {topic.slug: [] for topic in topics}
    for row in now:
        frozen[slugs[row.topic]].append(row.pk)
    return content, frozen


def heard(now: list[Said], before: list[Said]) -> dict[str, Any]:
    """People, texts, tone, its change and declared feelings; None or empty under ten people."""
    ours, theirs = voices(now), voices(before)
    enough = ours.people >= settings.SMALLEST_GROUP
    return {
        "people": ours.people if enough else None,
        "texts": ours.texts if enough else None,
        "people_before": theirs.people if theirs.people >= settings.SMALLEST_GROUP else None,
        "tone": plain(tone(ours)),
        "change": plain(change(theirs, ours)),
        "unsure": ours.unsure / ours.texts if enough else None,
        "feelings": [asdict(answer) for answer in declared(ours.feelings, Feeling)],
    }


def by_topic(topics: Iterable[Topic], now: list[Said], before: list[Said]) -> list[dict[str, Any]]:
    """Most people first. A change is `clear` only if it stands when all topics are looked at together."""
    rows: list[dict[str, Any]] = []
    changes: list[Change | None] = []
    for topic in topics:
        ours = voices(row for row in now if row.topic == topic.pk)
        if ours.people < settings.SMALLEST_GROUP:
            continue
        theirs = voices(row for row in before if row.topic == topic.pk)
        changes.append(change(theirs, ours))
        rows.append(
            {"slug": topic.slug, "title": topic.title, "people": ours.people, "texts": ours.texts, "tone": plain(tone(ours))}
        )
    compared = [found.p_value for found in changes if found]
    stands = iter(benjamini_hochberg(compared, FALSE_FINDINGS))
    for row, found in zip(rows, changes, strict=True):
        row["change"] = {**asdict(found), "clear": next(stands)} if found else None
    return sorted(rows, key=lambda row: (-row["people"], row["slug"]))


def plain(figure: Estimate | Change | None) -> dict[str, Any] | None:
    return asdict(figure) if figure else None


def groupings(topics: list[int]) -> list[Grouping]:
    rows = Grouping.objects.newest().filter(consultation__topic__in=topics).select_related("consultation")
    return sorted(rows, key=lambda row: (-row.people, row.pk))[:3]


def grounds(grouping: Grouping, most: int = 3) -> dict[str, Any]:
    found = ground(grouping, most=most)
    return {
        "title": found.consultation.title,
        "url": reverse("consultations:results", args=[found.consultation.slug]),
        "people": found.people,
        "votes": found.votes,
        "stable": found.stable,
        "groups": len(found.groups),
        "claims_in_all": found.claims_in_all,
        "claims": [asdict(claim) for claim in found.claims],
        "differences": [asdict(claim) for claim in found.differences[:1]],
    }


def waiting_petitions(topics: list[int], until: datetime) -> list[dict[str, Any]]:
    """Those that reached the number of an answer and have none; longest wait first."""
    rows = Petition.objects.awaiting_answer().filter(contribution__topic__in=topics).for_list()
    rows = rows.annotate(since=Min("reached__at")).order_by("since")
    return [
        {
            "kind": "petition",
            "title": titled(row)[0],
            "language": titled(row)[1],
            "url": row.get_absolute_url(),
            "answer": f"{reverse('answers:new')}?petition={row.pk}",
            "signatures": row.signature_count,
            "days": max((until - row.since).days, 0) if row.since else None,
        }
        for row in rows[:10]
    ]


def titled(petition: Petition) -> tuple[str, str]:
    """Title and language: the translation into the digest's language, or the original."""
    words, language = petition.contribution, translation.get_language()
    found = next((row for row in words.translations.all() if row.language == language and row.title), None)
    return (found.title, found.language) if found else (petition.action, words.language)


def waiting_consultations(topics: list[int], until: datetime) -> list[dict[str, Any]]:
    """Closed, and nobody has said yet what came of it."""
    rows = Consultation.objects.filter(topic__in=topics, state="closed").exclude(answers__state="published")
    return [
        {
            "kind": "consultation",
            "title": row.title,
            "language": translation.get_language(),
            "url": row.get_absolute_url(),
            "answer": f"{reverse('answers:new')}?consultation={row.pk}",
            "signatures": None,
            "days": max((until - row.closes_at).days, 0) if row.closes_at else None,
        }
        for row in rows.order_by("closes_at")[:10]
    ]


def milestones(topics: list[int]) -> list[dict[str, Any]]:
    rows = Milestone.objects.filter(topics__in=topics, state__in=["planned", "under_way"]).distinct()
    return [
        {"title": row.title, "state": str(row.get_state_display()), "due": row.due_on.isoformat() if row.due_on else None}
        for row in rows[:5]
    ]
