"""`manage.py verify_digest ID`: every figure of a digest, worked out again from what was frozen with it."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from digests.actions.verifying import Line, verify
from digests.models import Digest

MOSTLY = "Every figure that can be worked out again is what the texts say; of those unknown nothing is said."


class Command(BaseCommand):
    help = "Print each figure of a digest as equal, not or unknown; fails (1) only if one is not equal."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("id", type=int, help="number of the digest, as in its address")

    def handle(self, *args: Any, **options: Any) -> None:
        digest = Digest.objects.filter(pk=options["id"]).first()
        if digest is None:
            raise CommandError(f"There is no digest {options['id']}.")
        lines = list(verify(digest))
        for line in lines:
            self.stdout.write(f"{verdict(line):8} {line.figure}: {told(line)}")
        different = sum(not line.is_equal and not line.note for line in lines)
        unknown = sum(not line.is_equal and bool(line.note) for line in lines)
        kept = sum(line.is_equal and bool(line.note) for line in lines)
        equal = len(lines) - different - unknown - kept
        self.stdout.write(
            f"{equal} equal, {different} not, {kept} kept as they stood, "
            f"{unknown} that cannot be worked out any more"
        )
        if different:
            raise CommandError("This digest does not say what its texts say.")
        self.stdout.write(MOSTLY if unknown else "Every figure is what the texts say.")


def verdict(line: Line) -> str:
    if line.is_equal:
        return "kept" if line.note else "equal"
    return "unknown" if line.note else "NOT"


def told(line: Line) -> str:
    said, again = brief(line.said), brief(line.again)
    if line.is_equal or line.note:
        return f"{said} ({line.note})" if line.note else said
    return f"{said} is {again}" if said != again else f"{line.said} is {line.again}"


def brief(found: Any) -> str:
    """Of lists of texts their names and how many each has, of other lists how many there are."""
    if isinstance(found, dict):
        counts = (f"{name} {brief(part)}" for name, part in sorted(found.items()))
        return ", ".join(counts) or "nothing"
    return str(len(found)) if isinstance(found, list) else str(found)
