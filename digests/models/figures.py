"""Which figures can be traced to their texts, and to which."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import numpy as np

from digests.models.frozen import Frozen, Records, parts_of

CAMPAIGN, DAY, TIME, COPIED = "campaign-", "day-", "time-", "copied"
BEFORE = "before"  # alone or in front of a figure: the same of the window that it is compared with
OF_ALL = {BEFORE: "people_before", "imported": "imported", "without-campaigns": "without_campaigns"}


def figures_of(content: Mapping[str, Any], behind: Mapping[str, list[int]]) -> dict[str, str]:
    """What can be traced to its texts, and the title of the topic where it is one.

    Not there is what fewer than ten people said.
    """
    whole = {} if content["people"] is None else {"all": ""}
    titles = {f"topic-{row['slug']}": row["title"] for row in content["by_topic"]}
    told = [figure for figure, name in OF_ALL.items() if content.get(name)]
    return (
        whole
        | titles
        | {row["figure"]: "" for row in (*answers(content), *points(content)) if row["figure"]}
        | dict.fromkeys(told, "")
        | {figure: titles.get(now_of(figure), "") for figure in content.get("listed", ())}
        | dict.fromkeys(with_page(behind), "")
    )


def now_of(figure: str) -> str:
    """Of a figure of the window before: the one that is compared with it."""
    return figure.removeprefix(BEFORE).removeprefix("-") or "all" if is_before(figure) else figure


def is_before(figure: str) -> bool:
    return figure.partition("-")[0] == BEFORE


def before_of(figure: str) -> str:
    """What a figure of this window is compared with."""
    return BEFORE if figure == "all" else f"{BEFORE}-{figure}"


def with_page(behind: Mapping[str, list[int]]) -> dict[str, list[int]]:
    """What is behind figures that have a page. What many wrote in nearly the same words in both windows has
    none: of one of them it may be the texts of a few.
    """
    return {name: keys for name, keys in behind.items() if name != COPIED}


def alike(behind: Mapping[str, list[int]]) -> list[int]:
    """Of what is behind figures, the texts of campaigns."""
    return [key for name, keys in behind.items() if name.startswith(CAMPAIGN) for key in keys]


def window_of(content: Mapping[str, Any], figure: str) -> tuple[datetime, datetime]:
    """From when to when the texts of a figure were said."""
    ends = content["since"], content["until"]
    if is_before(figure):
        ends = content["compared_from"], content["compared_until"]
    for point in points(content):
        if point["figure"] == figure:
            ends = point["since"], point["until"]
    since, until = map(datetime.fromisoformat, ends)
    if figure.startswith(DAY):
        since = datetime.combine(date.fromisoformat(figure.removeprefix(DAY)), time(), UTC)
        until = since + timedelta(days=1)
    return since, until


def is_compared(content: Mapping[str, Any], figure: str) -> bool:
    """Whether the digest tells how far this figure moved."""
    rows = {f"topic-{row['slug']}": row for row in content["by_topic"]}
    rows |= {row["figure"]: row for row in answers(content)}
    return bool((content if figure == "all" else rows.get(figure, {})).get("change"))


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
    if figure.startswith((TIME, DAY)):
        since, until = map(microseconds, window_of(content, figure))
        rows = np.concatenate([kept.before, kept.now])
        rows = rows[(rows["at"] >= since) & (rows["at"] < until)]
        if not figure.startswith(DAY):
            rows = rows[np.isfinite(rows["positive"])]  # its tone is of those whose words were read
    elif figure == "without-campaigns":
        rows = kept.now[~np.isin(kept.now["pk"], alike(behind))]
    else:
        rows = rows_behind(now_of(figure), kept.before if is_before(figure) else kept.now, topics)
    return sorted(rows["pk"].tolist())


def rows_behind(figure: str, rows: Records, topics: Mapping[str, int]) -> Records:
    """Of the rows of one window, those that a figure counts."""
    parts = parts_of(rows)
    name, _dash, rest = figure.partition("-")
    match name:
        case "topic":
            return parts[parts["topic"] == topics[rest]]
        case "feeling":
            return last_words(rows, "feeling", rest)
        case "stance":
            thread, _dash, code = rest.partition("-")
            return last_words(parts[parts["thread"] == int(thread)], "stance", code)
        case "imported":
            return rows[rows["voice"] < 0]
        case "unsure":
            return rows[rows["label"] == b""]
    return rows


def microseconds(moment: datetime) -> int:
    """Since 1970, as records have their times."""
    return round(moment.timestamp() * 1e6)


def last_words(rows: Records, field: str, answer: str) -> Records:
    """The rows in which people gave this answer, where it is their last one."""
    rows = rows[rows[field] != b""][::-1]
    _voices, last = np.unique(rows["voice"], return_index=True)
    rows = rows[last]
    return rows[rows[field] == answer.encode()]
