"""A digest as a table: one line a figure.

`about` says of what: "all", a topic, a code, a title. `people` of a petition that waits are those who signed
it, `days` how long it has waited, `to_go` the signatures that are left until an answer is due. `due` is the
day of a milestone, `people` those who say what they see of it. `address` is where the thing stands.
"""

from collections.abc import Iterator
from itertools import chain
from typing import Any

from core.links import absolute
from digests.models.figures import points

COLUMNS = ["figure", "about", "estimate", "low", "high", "people", "texts"]
COLUMNS += ["change", "change_low", "change_high", "change_clear", "days", "to_go", "due", "address"]

Line = dict[str, Any]


def lines(content: dict[str, Any]) -> Iterator[Line]:
    """Empty where nothing may be shown."""
    return chain(of_all(content), of_parts(content), of_votes(content), of_words(content), of_things(content))


def of_all(content: dict[str, Any]) -> Iterator[Line]:
    """Who wrote, and how all of it sounds. Older digests do not say all of it."""
    whole = {"figure": "tone", "about": "all", "texts": content["texts"]}
    yield whole | {"people": content["people"]} | estimate(content["tone"]) | moved(content["change"])
    if "people_before" in content:
        yield {"figure": "before", "about": "all", "people": content["people_before"]}
    if "unsure" in content:
        yield {"figure": "unsure", "about": "all", "estimate": content["unsure"], "texts": content["texts"]}
    if imported := content.get("imported"):
        yield {"figure": "imported", "about": "all", "people": imported}
    for number, row in enumerate(content.get("campaigns", ())):
        told = {"about": f"{number} {row['kind']}", "people": row["people"], "texts": row["posts"]}
        yield {"figure": "campaign"} | told
    if without := content.get("without_campaigns"):
        yield {"figure": "without_campaigns", "about": "all"} | without
    if once := content.get("tone_once"):
        yield {"figure": "tone_once", "about": "all"} | estimate(once)
    for row in points(content):
        yield {"figure": "tone", "about": f"from {row['since']}"} | estimate(row)


def of_parts(content: dict[str, Any]) -> Iterator[Line]:
    for row in content["by_topic"]:
        part = {"figure": "tone", "about": row["slug"], "texts": row["texts"], "people": row["people"]}
        yield part | estimate(row["tone"]) | moved(row["change"])
    for row in content["feelings"]:
        yield {"figure": "feeling", "about": row["code"]} | estimate(row["share"]) | moved(row["change"])
    for proposition in content["propositions"]:
        for row in proposition["stances"]:
            about = f"{proposition['thread']} {row['code']}"
            yield {"figure": "stance", "about": about} | estimate(row["share"]) | moved(row["change"])


def of_votes(content: dict[str, Any]) -> Iterator[Line]:
    for ground in content["ground"]:
        for kind in ("claims", "differences"):
            for claim in ground[kind]:
                for row in claim["rows"]:
                    about = f"{ground['consultation']} {claim['pk']} {row['key'] or 'everyone'}"
                    yield {"figure": kind, "about": about} | estimate({**row, "people": row["n"]})


def of_words(content: dict[str, Any]) -> Iterator[Line]:
    for theme in content["themes"]:
        for phrase in theme["phrases"]:
            about = f"{theme['language']} {phrase['phrase']}"
            yield {"figure": "theme", "about": about, "people": phrase["people"]}


def of_things(content: dict[str, Any]) -> Iterator[Line]:
    """What waits for an answer, and the milestones with what people say they see of them."""
    for row in content["waiting"]:
        told = {"people": row["signatures"], "days": row["days"], "to_go": row["to_go"]}
        about = f"{row['kind']} {row['title']}"
        yield {"figure": "waiting", "about": about, "address": absolute(row["url"])} | told
    for row in content["milestones"]:
        seen = row.get("reported") or {}
        told = {"about": row["title"], "due": row["due"], "people": seen.get("people")}
        yield {"figure": f"milestone {row['state']}"} | told
        for answer in ("happening", "not_happening"):
            if seen.get(answer) is not None:
                yield {"figure": f"milestone {answer}", "about": row["title"], "people": seen[answer]}


def estimate(figure: dict[str, Any] | None) -> Line:
    return (
        {name: figure[name] for name in ("estimate", "low", "high", "people") if name in figure}
        if figure
        else {}
    )


def moved(change: dict[str, Any] | None) -> Line:
    names = {"change": "diff", "change_low": "low", "change_high": "high", "change_clear": "clear"}
    return {column: change[name] for column, name in names.items()} if change else {}
