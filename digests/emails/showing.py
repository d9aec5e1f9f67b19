"""What e-mail, page and live view show of a digest's content."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from consultations.models.ground import with_name
from core.links import absolute
from core.moments import INSTANT
from core.templatetags.parts import Title, marked, quotation
from core.templatetags.series import whole_ticks
from core.templatetags.times import short_period
from core.templatetags.words import amid, decimal
from digests.emails.findings import headline, leading, preheader, tone_in_words
from digests.emails.links import token_of
from digests.models import Digest
from digests.models.figures import CAMPAIGN, DAY, TIME, before_of, now_of
from forums.models import Wording
from insights.querysets.pulse import answer_name, scale
from insights.templatetags.naming import marked_side
from topics.states import MilestoneState


def page_context(digest: Digest, token: str = "") -> dict[str, Any]:
    """In the language of the page, but for titles and quotes: they are as they were when it was made.

    `token` is the one that opened it: a link never makes itself younger.
    """
    figures = absolute(reverse("digests:read", args=[token or token_of(digest)]))
    return content_context(digest.content, figures) | {
        "digest": digest,
        "quotes": digest.quotes,
        "office": digest.office.name,
        "since": digest.since,
        "until": digest.until,
        "read_url": figures,
        "corrections": list(digest.corrections.all()),
        "catches_up": digest.deliveries.filter(catches_up=True).exists(),
    }


def content_context(content: dict[str, Any], figures: str, query: str = "") -> dict[str, Any]:
    """`figures`: the address under which the texts behind a figure are found, with this `query`."""
    feelings = [answer_row(answer, figures, query) for answer in content["feelings"]]
    topics = [topic_row(row, figures, query, content.get("listed", ())) for row in content["by_topic"]]
    only_topic = topics[0] if len(content["topics"]) > 1 and all_is_about_one(content) else None
    return {
        "content": content,
        "headline": headline(content),
        "preheader": preheader(content),
        "tone_in_words": tone_in_words(content),
        "leading": amid(feelings[0]["name"]) if leading(content["feelings"]) else "",
        "figure_url": figures,
        "figure_query": query,
        "grounds": [ground_row(row) for row in content["ground"] if row["claims"] or row["differences"]],
        "milestones": [milestone_row(row) for row in content["milestones"]],
        "any_clear": any(row["change"] and row["change"]["clear"] for row in content["by_topic"]),
        "any_compared": any(row["change"] for row in content["by_topic"]),
        "trend": trend_rows(content.get("trend"), figures, query),
        "feelings": feelings,
        "names_open": any(row["url"] for row in feelings),
        "feelings_scale": scale(end for row in feelings for end in (row["low"], row["high"])),
        "topics": topics if len(content["topics"]) > 1 and not only_topic else [],
        "only_topic": only_topic,
        "topics_scale": (axis := scale(end for row in topics for end in (row["low"], row["high"]))),
        "topics_ends": [decimal(end, 0 if end == int(end) else 1) for end in axis.values()],
        "propositions": [
            {**row, "rows": [answer_row(answer, figures, query) for answer in row["stances"]]}
            for row in content["propositions"]
        ],
        "quotes": content["quotes"],
        "portal": absolute(""),
        "method_url": absolute(reverse("insights:method")),
    }


def trend_rows(trend: dict[str, Any] | None, figures: str, query: str) -> dict[str, Any] | None:
    """Points of `_series.html` and rows of its table. Older digests have no line."""
    if not trend:
        return None
    points = [
        row
        | {
            "on": (on := datetime.fromisoformat(row["since"]).date()),
            "name": (name := short_period(on, (datetime.fromisoformat(row["until"]) - INSTANT).date())),
            "label": name,
            "url": f"{figures}{row['figure']}/{query}" if row["figure"] else "",
        }
        for row in trend["points"]
    ]
    is_unlisted = any(row["estimate"] is not None and not row["url"] for row in points)
    return {"days": trend["days"], "points": points, "ends": whole_ticks(points), "is_unlisted": is_unlisted}


def answer_row(answer: dict[str, Any], figures: str, query: str) -> dict[str, Any]:
    """A row of `_bars.html` for a declared answer; its name leads to the texts, unless they are too few."""
    share, figure = answer["share"], answer["figure"]
    url = f"{figures}{figure}/{query}" if figure else ""
    return {"name": answer_name(answer["code"]), "n": share["people"], "n_label": "", "url": url, **share}


def figure_name(content: dict[str, Any], figure: str) -> str:
    """What is counted; what is not of the portal's own words is marked with its language."""
    figure = now_of(figure)
    names = {
        "all": _("Every text that was counted"),
        "unsure": _("The machine is not sure how they sound"),
        "imported": _("Imported from elsewhere"),
        "without-campaigns": _("Without texts that many sent alike"),
    }
    kinds = {DAY: _("Far more was written than usual"), CAMPAIGN: _("Shared text"), TIME: _("Tone")}
    if figure in names:
        return names[figure]
    for start, name in kinds.items():
        if figure.startswith(start):
            return name
    for row in content["by_topic"]:
        if figure == f"topic-{row['slug']}":
            return marked(Title(row["title"], row["title_language"]))
    for feeling in content["feelings"]:
        if feeling["figure"] == figure:
            return answer_name(feeling["code"])
    for proposition in content["propositions"]:
        for stance in proposition["stances"]:
            if stance["figure"] == figure:
                return marked_side(Wording(proposition["text"], proposition["language"]), stance["code"])
    for theme in content["themes"]:
        for phrase in theme["phrases"]:
            if phrase["figure"] == figure:
                return quotation(phrase["phrase"], theme["language"])
    return ""


def milestone_row(row: dict[str, Any]) -> dict[str, Any]:
    """`due`: the day on which it is to be done, of one that is not."""
    state = MilestoneState(row["state"])
    due = date.fromisoformat(row["due"]) if row["due"] and state != MilestoneState.DONE else None
    return {**row, "state": state.label, "due": due}


def ground_row(row: dict[str, Any]) -> dict[str, Any]:
    def named(claim: dict[str, Any]) -> dict[str, Any]:
        return {**claim, "rows": [with_name(side) for side in claim["rows"]]}

    return row | {key: [named(claim) for claim in row[key]] for key in ("claims", "differences")}


def topic_row(row: dict[str, Any], figures: str, query: str, listed: Collection[str]) -> dict[str, Any]:
    """`before_url`: of the texts that it is compared with, where they may be listed. Ten people wrote; `why`
    their tone is not there.
    """
    figure = f"topic-{row['slug']}"
    before = before_of(figure)
    tone = row["tone"] or {"estimate": None, "low": None, "high": None}
    named = {
        "name": row["title"],
        "lang": row["title_language"],
        "url": f"{figures}{figure}/{query}",
        "before_url": f"{figures}{before}/{query}" if before in listed else "",
        "why": "" if row["tone"] else _("Tone is not shown, so that nobody can be singled out"),
        "n_told": True,
    }
    return {**named, **tone, "n": row["people"], "change": row["change"]}


def all_is_about_one(content: dict[str, Any]) -> bool:
    """Whether nobody wrote about another topic: its figures are those over all."""
    rows, whole = content["by_topic"], (content["people"], content["texts"])
    return not content["not_shown"] and [(row["people"], row["texts"]) for row in rows] == [whole]
