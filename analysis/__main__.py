"""The command line: JSON lines in, JSON lines out.

    python -m analysis tone < texts.jsonl
    python -m analysis language < texts.jsonl
    python -m analysis groups FOLDER
    python -m analysis train tone FOLDER
    python -m analysis train language FOLDER

Bad input is answered with one sentence on standard error that names the line, and exit code 2.
"""

import argparse
import json
import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Any

BATCH = 2_000


class BadInput(ValueError):
    """What was handed in cannot be used; the message is for the person who handed it in."""


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    options = _parser().parse_args(arguments)
    try:
        options.run(options)
    except BrokenPipeError:  # the reader went away: nothing more to say, not even at shutdown
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (ValueError, FileNotFoundError) as error:
        sys.stdout.flush()
        print(f"analysis: {error}", file=sys.stderr)
        return 2
    return 0


def tone(options: argparse.Namespace) -> None:
    """{"id", "text", "lang"?} -> {"id", "lang", "p_neg", "p_neu", "p_pos", "label" or null, "model"}."""
    from analysis.tone import read

    for part in _batches(_records(sys.stdin.buffer)):
        readings = read([record["text"] for record in part], [record.get("lang") for record in part])
        for record, reading in zip(part, readings, strict=True):
            _write({"id": record.get("id"), **asdict(reading)})


def language(options: argparse.Namespace) -> None:
    """{"id", "text"} -> {"id", "lang", "confidence"}."""
    from analysis.language import detect_all

    for part in _batches(_records(sys.stdin.buffer)):
        for record, found in zip(part, detect_all([record["text"] for record in part]), strict=True):
            _write({"id": record.get("id"), "lang": found.code, "confidence": found.confidence})


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


def train(options: argparse.Namespace) -> None:
    """Train the models and print the card of each."""
    from analysis import slavic, training, weights

    if options.what == "language":
        path = slavic.train(options.folder, options.out or weights.FOLDER)
        _write(weights.card(path.stem, path.parent))
        return
    for name in options.languages.split(","):
        path = training.train(name, options.folder, options.out or weights.FOLDER)
        _write(weights.card(path.stem, path.parent))


def _records(lines: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except ValueError:  # also bytes that are not UTF-8
            raise BadInput(f"line {number} is not JSON") from None
        if not isinstance(record, dict) or not isinstance(record.get("text"), str):
            raise BadInput(f'line {number} has no "text"')
        if not isinstance(record.get("lang"), str | None):
            raise BadInput(f'line {number}: "lang" is not a language code')
        yield record


def _batches(records: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    while part := list(islice(records, BATCH)):
        yield part


def _write(answer: dict[str, Any]) -> None:
    print(json.dumps(answer, ensure_ascii=False), flush=False)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m analysis", description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    commands.add_parser("tone", help="how texts sound").set_defaults(run=tone)
    commands.add_parser("language", help="which language texts are in").set_defaults(run=language)
    opinion = commands.add_parser("groups", help="opinion groups and common ground of a folder of votes")
    opinion.add_argument("folder", type=Path)
    opinion.add_argument("--seed", type=int, default=0)
    opinion.set_defaults(run=groups)
    training = commands.add_parser("train", help="make the models anew from labelled texts")
    training.add_argument("what", choices=["tone", "language"])
    training.add_argument("folder", type=Path)
    training.add_argument("--languages", default="en,ru,uk")
    training.add_argument("--out", type=Path, help="folder for weights and cards")
    training.set_defaults(run=train)
    return parser


if __name__ == "__main__":
    sys.exit(main())
