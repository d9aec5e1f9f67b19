"""What a digest found, in a few words."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.templatetags.words import amid, thousands, tone_way
from insights.querysets.pulse import answer_name


def tone_in_words(content: dict[str, Any]) -> str:
    change = content["change"]
    if content["people"] is None:
        return heard_of(content)
    if change is None:
        return (
            _("Too few people wrote before to compare the tone")
            if content["tone"]
            else _("Too few texts to tell the tone")
        )
    if stands(change):
        way = tone_way(change["diff"], content["tone"]["estimate"])
        return _("Tone is %(way)s than before") % {"way": way}
    moved = [row["change"] for row in content["by_topic"] if row["change"]]
    if topics := sum(map(stands, moved)):
        words = ngettext("Tone changed on %(n)d topic", "Tone changed on %(n)d topics", topics)
        return words % {"n": topics}
    if any(row["clear"] for row in (change, *moved)):
        return _("No clear change in tone without the shared texts")
    return _("No clear change in tone")


def stands(change: dict[str, Any]) -> bool:
    """Whether it is clear without the texts that many sent alike as well."""
    return change["clear"] and change.get("clear_without_campaigns") is not False


def who_wrote(people: int | None) -> str:
    if people is None:
        return _("Quiet: fewer than 10 people wrote")
    return ngettext("%(shown)s person wrote", "%(shown)s people wrote", people) % {"shown": thousands(people)}


def heard_of(content: dict[str, Any]) -> str:
    """Who wrote; those who are left out may have been ten people or more."""
    if content["people"] is None and content["left_out"]:
        return _("Quiet: nothing can be told without singling people out")
    return who_wrote(content["people"])


def is_quiet(content: dict[str, Any]) -> bool:
    """Too few people wrote, and nothing waits for an answer: one line tells it all."""
    return content["people"] is None and not any(row["days"] is not None for row in content["waiting"])


def headline(content: dict[str, Any]) -> str:
    """The finding, in a few words; "no clear change" is one."""
    parts = [tone_in_words(content) if content["change"] else heard_of(content)]
    if waiting := sum(row["days"] is not None for row in content["waiting"]):
        parts.append(ngettext("%(n)d answer is due", "%(n)d answers are due", waiting) % {"n": waiting})
    return "; ".join(parts)


def preheader(content: dict[str, Any]) -> str:
    """What the headline has no room for."""
    parts = []
    if claims := sum(ground["claims_in_all"] for ground in content["ground"] if ground["stable"]):
        parts.append(
            ngettext(
                "%(n)d claim that every group agrees on.", "%(n)d claims that every group agrees on.", claims
            )
            % {"n": claims}
        )
    if lead := leading(content["feelings"]):
        parts.append(_("Named most: %(feeling)s.") % {"feeling": amid(answer_name(lead["code"]))})
    return " ".join(parts) or f"{tone_in_words(content)}."


def leading(feelings: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The feeling that is named most, where its range leaves no doubt that it is."""
    if not feelings:
        return None
    first, *others = feelings
    return first if all(first["share"]["low"] > other["share"]["high"] for other in others) else None
