"""The figures that are worked out from rows alone: made once for the digest, and again to verify it.

Nothing here asks the database, so the same rows give the same figures to the last digit.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from analysis.intervals import Difference, benjamini_hochberg
from analysis.shares import share_change
from digests.models import Basis
from insights.querysets.lists import open_feelings
from insights.querysets.pulse import (
    STANCES,
    Audits,
    Declared,
    Estimate,
    change,
    feelings,
    imported,
    is_enough,
    kept_back,
    stances,
    tone,
    tones,
    without_tone,
)
from insights.querysets.voices import Rows, Voices, each, voices

FALSE_FINDINGS = 0.05  # share of "clear" changes that may be chance, over all changes of a digest

Figure = dict[str, Any]
Changes = dict[tuple[str, ...], Difference]  # by what each is about


def counted(
    now: Basis,
    before: Basis,
    slugs: Mapping[int, str],
    audits: Audits,
    copied: Callable[[], Sequence[int]] = list,
) -> Figure:
    """`slugs`: of the topics, by key. A change is `clear` only if it stands beside all the others. Of one
    that is, `clear_without_campaigns` says whether it is so without the `copied` texts of both windows, which
    take long to find and are asked for only then.
    """
    found = sums(now, before, by_topic(slugs, now, before, audits), audits)
    is_any_clear = any(change["clear"] for change in changes_of(found).values())
    if is_any_clear and (keys := copied()):
        told = {row["slug"] for row in found["by_topic"] if row["change"]}
        compared = {topic: slug for topic, slug in slugs.items() if slug in told}
        alone = changes_alone(now.without(keys), before.without(keys), compared, audits)
        for name, change in changes_of(found).items():
            if change["clear"]:
                change["clear_without_campaigns"] = is_so_without(Difference(**change), alone.get(name))
    return found


def changes_alone(now: Basis, before: Basis, slugs: Mapping[int, str], audits: Audits) -> Changes:
    """The changes of a digest without its copied texts. `slugs`: of the topics whose change is told with
    them; only a yes or no is told without them, so that none is left out for the sake of others.
    """
    ours, theirs = each(now.parts, "topic"), each(before.parts, "topic")
    both = [topic for topic in slugs if topic in ours and topic in theirs]
    moved = {topic: plain(change(theirs[topic], ours[topic], audits)) for topic in both}
    topics: list[Figure] = [{"slug": slugs[topic], "change": moved[topic]} for topic in both]
    found = changes_of(sums(now, before, topics, audits))
    return {name: Difference(**told) for name, told in found.items()}


def is_so_without(change: Difference, alone: Difference | None) -> bool:
    """Whether a change is as clear, and goes the same way, where it stands `alone`."""
    return alone is not None and alone.clear and alone.diff * change.diff > 0


def sums(now: Basis, before: Basis, topics: list[Figure], audits: Audits) -> Figure:
    """Of all together, beside these rows `by_topic`."""
    ours, theirs = voices(now.whole), voices(before.whole)
    found = heard(ours, theirs, audits) | {
        "by_topic": topics,
        "stances": positions(now.parts, before.parts),
    }
    hold_back_chance(changes_of(found).values())
    return found


def heard(ours: Voices, theirs: Voices, audits: Audits) -> Figure:
    """People, texts, tone, its change and declared feelings; None or empty under ten people."""
    enough = is_enough(ours.people)
    return {
        "people": ours.people if enough else None,
        "imported": imported(ours) if enough else None,
        "texts": ours.texts if enough else None,
        "people_before": theirs.people if is_enough(theirs.people) else None,
        "tone": plain(tone(ours, audits)),
        "change": plain(change(theirs, ours, audits)),
        "unsure": ours.unsure / ours.texts if enough else None,
        "feelings": answers("feeling", feelings(ours), feelings(theirs), open_feelings(ours)),
    }


def by_topic(slugs: Mapping[int, str], now: Basis, before: Basis, audits: Audits) -> list[Figure]:
    """Most people first; topics that may not be shown beside the others are not there. Whose topic is not
    told counts in the whole: their tone must not follow from that of the others.
    """
    ours, theirs = each(now.parts, "topic"), each(before.parts, "topic")
    hidden = kept_back({topic: part.people for topic, part in ours.items()})
    tone_of = tones(beside(now, ours), audits)
    comparable = theirs.keys() - without_tone(beside(before, theirs))
    rows: list[Figure] = [
        {
            "slug": slug,
            "people": ours[topic].people,
            "texts": ours[topic].texts,
            "tone": plain(tone_of[topic]),
            "change": plain(change(theirs[topic], ours[topic], audits))
            if topic in comparable and tone_of[topic]
            else None,
        }
        for topic, slug in slugs.items()
        if topic in ours and topic not in hidden
    ]
    return sorted(rows, key=lambda row: (-row["people"], row["slug"]))


def beside(basis: Basis, told: Mapping[int, Voices]) -> dict[int | None, Voices]:
    """What is told of each topic beside each other topic, as Pulse looks at them: else each would hide other
    tones, and both together none. What else counts of topics that are told is one more part.
    """
    apart = basis.apart
    is_told = np.isin(apart.column("topic"), list(told))
    return {**each(apart.where(~is_told), "topic"), **told, None: voices(apart.where(is_told))}


def positions(now: Rows, before: Rows) -> list[Figure]:
    """Where people say they stand, by discussion; "for" is towards its proposition and no other."""
    ours, theirs = stances(now), stances(before)
    rows = [
        {"thread": thread, "answers": answers(f"stance-{thread}", said, theirs.get(thread, ()))}
        for thread, said in ours.items()
    ]
    return sorted(rows, key=lambda row: (-row["answers"][0]["share"]["people"], row["thread"]))


def answers(
    name: str, now: Sequence[Declared], before: Sequence[Declared], opens: Collection[str] = STANCES
) -> list[Figure]:
    """The share of each answer, and how far it moved where ten people answered before as well. `figure`
    leads to its texts; None where fewer than ten people gave this answer, or its list is none that `opens`.
    """
    earlier = {row.code: row.share for row in before}
    return [
        {
            "code": row.code,
            "share": asdict(row.share),
            "figure": f"{name}-{row.code}" if row.code in opens and is_enough(given(row.share)) else None,
            "change": plain(moved(earlier[row.code], row.share)) if row.code in earlier else None,
        }
        for row in now
    ]


def moved(before: Estimate, after: Estimate) -> Difference | None:
    return share_change(given(before), before.people, given(after), after.people)


def given(share: Estimate) -> int:
    """How many people gave this answer."""
    return round(share.estimate * share.people)


def changes_of(found: Figure) -> dict[tuple[str, ...], Figure]:
    """Every change that the digest tells, by what it is about."""
    rows: dict[tuple[str, ...], Figure] = {("whole",): found}
    rows |= {("topic", row["slug"]): row for row in found["by_topic"]}
    rows |= {("feeling", row["code"]): row for row in found["feelings"]}
    for position in found["stances"]:
        rows |= {("stance", str(position["thread"]), row["code"]): row for row in position["answers"]}
    return {name: row["change"] for name, row in rows.items() if row["change"]}


def hold_back_chance(changes: Collection[Figure]) -> None:
    """Of those called clear, at most one in twenty is chance (Benjamini and Hochberg)."""
    stand = benjamini_hochberg([change["p_value"] for change in changes], FALSE_FINDINGS)
    for change_, stands in zip(changes, stand, strict=True):
        change_["clear"] = change_["clear"] and stands


def plain(figure: Estimate | Difference | None) -> Figure | None:
    return asdict(figure) if figure else None
