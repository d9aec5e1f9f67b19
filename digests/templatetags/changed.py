"""The three things that changed, in words: each says by how much, and whether that may be chance."""

from collections.abc import Callable, Collection
from datetime import date
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.templatetags.parts import quotation
from core.templatetags.times import full_day
from core.templatetags.words import MINUS, amid, outwards, quoted, rounded, thousands, tone_change, tone_way
from digests.models.figures import DAY
from insights.querysets.pulse import answer_name
from petitions.states import Consequence

register = template.Library()


@register.filter
def finding(row: dict[str, Any]) -> str:
    """One sentence, without a full stop."""
    return sentence(row, quoted)


@register.filter
def finding_marked(row: dict[str, Any]) -> SafeString:
    """The same for HTML: what it quotes is marked where it is in another language than the page."""
    return mark_safe(sentence(row, lambda text, language: conditional_escape(quotation(text, language))))


def sentence(row: dict[str, Any], quote: Callable[[str, str], str]) -> str:
    match row["kind"]:
        case "tone":
            return _("Tone over all: %(change)s") % {"change": tone_moved(row)}
        case "topic":
            topic = quote(row["title"], row["title_language"])
            return _("Tone on %(topic)s: %(change)s") % {"topic": topic, "change": tone_moved(row)}
        case "feeling":
            said = {"feeling": amid(answer_name(row["code"])), "points": points(row)}
            if row["diff"] > 0:
                return _("Named more often: %(feeling)s, %(points)s") % said
            return _("Named less often: %(feeling)s, %(points)s") % said
        case "stance":
            answer, text = amid(answer_name(row["code"])), quote(row["text"], row["language"])
            said = {"answer": answer, "text": text, "points": points(row)}
            return _("Declared “%(answer)s” on %(text)s: %(points)s") % said
        case "petition":
            title = quote(row["title"], row["language"])
            due = f". {Consequence(row['consequence']).label}" if row["consequence"] else ""
            return f"{reached(row['count'])}: {title}{due}"
        case "milestone":
            return _("Milestone done: %(title)s") % {"title": quote(row["title"], row["language"])}
    return crowded(row)


def crowded(row: dict[str, Any]) -> str:
    said = {"day": full_day(date.fromisoformat(row["on"])), "texts": thousands(row["texts"])}
    if row["usual"] is None:
        words = ngettext(
            "Far more was written than usual on %(day)s: %(texts)s text",
            "Far more was written than usual on %(day)s: %(texts)s texts",
            row["texts"],
        )
        return words % said
    words = ngettext(
        "Far more was written than usual on %(day)s: %(texts)s text, usually about %(usual)s",
        "Far more was written than usual on %(day)s: %(texts)s texts, usually about %(usual)s",
        row["texts"],
    )
    return words % {**said, "usual": thousands(row["usual"])}


def reached(count: int) -> str:
    return ngettext(
        "A petition has reached %(shown)s signature", "A petition has reached %(shown)s signatures", count
    ) % {"shown": thousands(count)}


@register.simple_tag
def finding_url(
    row: dict[str, Any], figures: str, portal: str, query: str = "", listed: Collection[str] = ()
) -> str:
    """Where the texts or the thing itself can be read; empty where there is no such page."""
    match row["kind"]:
        case "tone":
            return f"{figures}all/{query}"
        case "topic":
            return f"{figures}topic-{row['slug']}/{query}"
        case "feeling":
            return f"{figures}{row['figure']}/{query}" if row["figure"] else ""
        case "stance" | "petition":
            return f"{portal}{row['url']}"
        case "milestone":
            return f"{portal}{reverse('topics:talks')}"
    figure = f"{DAY}{row['on']}"
    return f"{figures}{figure}/{query}" if figure in (listed or ()) else ""


def tone_moved(row: dict[str, Any]) -> str:
    figure = tone_change(row)
    return f"{tone_way(row['diff'], row.get('now'))}, {figure}" if row["clear"] else figure


def points(row: dict[str, Any]) -> str:
    """0.08, 0.021, 0.139 -> "+8 points (+2 to +14)": percentage points."""
    low, high = outwards(row["low"], row["high"], 0.01)
    ends = {name: signed(round(end * 100)) for name, end in (("low", low), ("high", high))}
    return _("%(diff)s points (%(low)s to %(high)s)") % {
        "diff": signed(int(rounded(row["diff"] * 100))),
        **ends,
    }


def signed(number: int) -> str:
    return f"+{number}" if number > 0 else f"{MINUS}{-number}" if number else "0"
