"""The command line: JSON lines in, JSON lines out.

    python -m analysis tone < texts.jsonl
    python -m analysis language < texts.jsonl
    python -m analysis stance < texts.jsonl
    python -m analysis stance --labelled POSTS.tsv --column C --target NAME < texts.jsonl
    python -m analysis groups FOLDER
    python -m analysis campaigns < posts.jsonl
    python -m analysis robustness FOLDER
    python -m analysis train tone FOLDER
    python -m analysis train language FOLDER
    python -m analysis train vectors FOLDER

Bad input is answered with one sentence on standard error that names the line, and exit code 2. Answers are
written two thousand at a time, each a whole line: from the thousands with a bad line on there are none.
"""

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path

from analysis import commands


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    options = _parser().parse_args(arguments)
    try:
        options.run(options)
    except BrokenPipeError:  # the reader went away: nothing more to say, not even at shutdown
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (ValueError, OverflowError, OSError) as error:
        sys.stdout.flush()
        print(f"analysis: {error}", file=sys.stderr)
        return 2
    return 0


def _from(least: int) -> Callable[[str], int]:
    def number(said: str) -> int:
        if not said.isdecimal() or int(said) < least:
            raise argparse.ArgumentTypeError(f"{said!r} is not a whole number from {least} on")
        return int(said)

    return number


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m analysis", description=__doc__.splitlines()[0])
    chapters = parser.add_subparsers(required=True, metavar="COMMAND")
    chapters.add_parser("tone", help="how texts sound").set_defaults(run=commands.tone)
    chapters.add_parser("language", help="which language texts are in").set_defaults(run=commands.language)
    position = chapters.add_parser("stance", help="for or against something named, estimated")
    position.add_argument(
        "--labelled", type=Path, help="TSV of posts about it: text, and a column of -1, 0, 1"
    )
    position.add_argument("--column", default="stance")
    position.add_argument("--target", default="the talks", help="what the labelled posts are about")
    position.set_defaults(run=commands.stance)
    opinion = chapters.add_parser("groups", help="opinion groups and common ground of a folder of votes")
    opinion.add_argument("folder", type=Path)
    opinion.add_argument("--seed", type=_from(0), default=0)
    opinion.set_defaults(run=commands.groups)
    alike = chapters.add_parser("campaigns", help="what many posted in nearly the same words")
    alike.add_argument("--least", type=_from(2), default=5, help="people; fewer are no campaign")
    alike.set_defaults(run=commands.campaigns)
    attack = chapters.add_parser("robustness", help="what planted accounts can move")
    attack.add_argument("folder", type=Path)
    attack.add_argument("--texts", type=Path, help="JSON lines with text and lang: also how far tone moves")
    attack.add_argument("--seed", type=_from(0), default=0)
    attack.add_argument("--json", action="store_true")
    attack.set_defaults(run=commands.robustness)
    training = chapters.add_parser("train", help="make the models anew from labelled texts")
    training.add_argument("what", choices=["tone", "language", "vectors"])
    training.add_argument("folder", type=Path)
    training.add_argument("--languages", default="en,ru,uk")
    training.add_argument("--out", type=Path, help="folder for weights and cards")
    training.set_defaults(run=commands.train)
    return parser


if __name__ == "__main__":
    sys.exit(main())
