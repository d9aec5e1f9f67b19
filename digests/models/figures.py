"""Which figures can be traced to their texts, and to which."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import numpy as np

from digests.models.frozen import Frozen, Records, parts_of

COPIED = "copied"


def figures_of(content: Mapping[str, Any], behind: Mapping[str, list[int]]) -> dict[str, str]:
    """What can be traced to its texts, and the title of the topic where it is one.

    Not there is what fewer than ten people said.
    """
    if content["people"] is None:
        return {}
    return (
        {"all": ""}
        | {f"topic-{row['slug']}": row["title"] for row in content["by_topic"]}
        | {row["figure"]: "" for row in (*answers(content), *points(content)) if row["figure"]}
        | dict.fromkeys(listed(behind), "")
    )


def listed(behind: Mapping[str, list[int]]) -> dict[str, list[int]]:
    """What is behind figures that have a page. What many wrote in nearly the same words in both windows has
    none: of one of them it may be the texts of a few.
    """
    return {name: keys for name, keys in behind.items() if name != COPIED}


def answers(content: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Declared feelings, and where people stand on each proposition."""
    yield from content["feelings"]
    for proposition in content["propositions"]:
        yield from proposition["stances"]


def points(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Tone over time; digests that were made before there was a line have none."""
    trend = content.get("trend")
    return list(trend["points"]) if trend else []


def texts_behind(
    figure: str,
    content: Mapping[str, Any],
    kept: Frozen,
    behind: Mapping[str, list[int]],
    topics: Mapping[str, int],
) -> list[int]:
    """Keys of the contributions that a figure counts. `topics`: keys by slug."""
    if figure in behind:
        return behind[figure]
    rows, parts = kept.now, parts_of(kept.now)
    name, _dash, rest = figure.partition("-")
    if name == "topic":
        rows = parts[parts["topic"] == topics[rest]]
    elif name == "feeling":
        rows = last_words(rows, "feeling", rest)
    elif name == "time":
        point = points(content)[int(rest)]
        rows = np.concatenate([kept.before, kept.now])
        rows = rows[
            (rows["at"] >= microseconds(point["since"])) & (rows["at"] < microseconds(point["until"]))
        ]
        rows = rows[np.isfinite(rows["positive"])]  # its tone is of those whose words were read
    elif name == "stance":
        thread, _dash, code = rest.partition("-")
        rows = last_words(parts[parts["thread"] == int(thread)], "stance", code)
    return sorted(rows["pk"].tolist())


def microseconds(moment: str) -> int:
    """Since 1970, as records have their times."""
    return round(datetime.fromisoformat(moment).timestamp() * 1e6)


def last_words(rows: Records, field: str, answer: str) -> Records:
    """The rows in which people gave this answer, where it is their last one."""
    rows = rows[rows[field] != b""][::-1]
    _voices, last = np.unique(rows["voice"], return_index=True)
    rows = rows[last]
    return rows[rows[field] == answer.encode()]
