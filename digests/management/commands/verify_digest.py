"""`manage.py verify_digest ID`: every figure of a digest, worked out again from what was frozen with it."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from digests.actions.verifying import Line, verify
from digests.models import Digest


class Command(BaseCommand):
    help = "Print each figure of a digest as equal or not; fails if one is not."

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


def verdict(line: Line) -> str:
    if line.is_equal:
        return "kept" if line.note else "equal"
    return "unknown" if line.note else "NOT"


def told(line: Line) -> str:
    note = f" ({line.note})" if line.note else ""
    return f"{line.said}{note}" if line.is_equal or line.note else f"{line.said} is {line.again}"
