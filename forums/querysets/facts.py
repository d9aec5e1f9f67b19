"""The figures at the head of a discussion. None of them is about fewer than ten people."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Count, Max, Q
from django.utils.text import capfirst

from analysis.intervals import wilson
from contributions.models import Contribution
from contributions.states import Stance

if TYPE_CHECKING:
    from forums.models import Thread


@dataclass(frozen=True)
class Facts:
    """Who wrote in a discussion, opening words included; `people` is None for fewer than ten. What was
    `imported` has no person.
    """

    people: int | None
    posts: int
    imported: int
    since: datetime
    languages: list[tuple[str, float]]


@dataclass(frozen=True)
class Share:
    """A row of `_bars.html`; the range is what the share may be among people like these."""

    name: str
    n: int
    estimate: float
    low: float
    high: float


@dataclass(frozen=True)
class Standing:
    """Where those who wrote stand, each person counted once, by what they said last."""

    people: int
    rows: list[Share]


def facts_of(thread: "Thread") -> Facts:
    opening = thread.contribution
    posts = thread.posts.public()
    languages = {
        row["contribution__language"]: row["n"]
        for row in posts.values("contribution__language").annotate(n=Count("pk")).order_by()
    }
    counts = posts.aggregate(
        people=Count(
            "contribution__author", distinct=True, filter=~Q(contribution__author=opening.author_id)
        ),
        imported=Count("pk", filter=Q(contribution__import_key__isnull=False)),
    )
    if not opening.is_imported:
        languages[opening.language] = languages.get(opening.language, 0) + 1
    people, total = counts["people"] + (opening.author_id is not None), sum(languages.values())
    enough = people >= settings.SMALLEST_GROUP
    told = total if enough else 0
    return Facts(
        people=people if enough else None,
        posts=total - counts["imported"],
        imported=counts["imported"],
        since=opening.published_at or opening.created_at,
        languages=[(code, n / told) for code, n in sorted(languages.items())] if told else [],
    )


def standing_in(thread: "Thread") -> Standing | None:
    """None where there is no proposition, or fewer than ten people have said where they stand."""
    if not thread.proposition:
        return None
    opening = thread.contribution
    public = Contribution.objects.public().said_by_the_public().exclude(author=None).exclude(stance="")
    last = public.filter(post__thread=thread).values("author").annotate(last=Max("pk")).values("last")
    rows = list(
        Contribution.objects.filter(pk__in=last)
        .values("stance")
        .annotate(n=Count("pk"), openers=Count("pk", filter=Q(author=opening.author_id)))
        .order_by()
    )
    counts = {row["stance"]: row["n"] for row in rows}
    said_again = sum(row["openers"] for row in rows)
    if opening.stance and not said_again and public.filter(pk=opening.pk).exists():
        counts[opening.stance] = counts.get(opening.stance, 0) + 1
    people = sum(counts.values())
    if people < settings.SMALLEST_GROUP:
        return None
    order = [Stance.FOR, Stance.DEPENDS, Stance.AGAINST]
    return Standing(
        people, [share(capfirst(str(stance.label)), counts.get(stance, 0), people) for stance in order]
    )


def share(name: str, n: int, of: int) -> Share:
    return Share(name, n, n / of, *wilson(n, of))
