from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from petitions.actions import BadFile, import_file
from petitions.actions.files import read_file
from topics.models import Topic


class Command(BaseCommand):
    help = (
        "Import petitions from another system: JSON lines (action, background, additional_details, state, "
        "signature_count, opened_at, closed_at, rejection, government_response, lang), or the one array of "
        "data.parliament.uk. Without opened_at its date is created_at, published_at, date, year, closed_at, "
        "as_of, or “as of 2015-08-31” in its source; without any it counts as published today. All of the "
        "file or nothing; what was imported before stays as it is. Signatures "
        "counted elsewhere are shown as imported and never added to those confirmed here."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--topic", metavar="SLUG", help="The topic they go under; without it, the first one in the list."
        )

    def handle(self, *args: Any, file: Path, topic: str | None, **options: Any) -> None:
        try:
            rows, _repeated = read_file(file)
            with tqdm(total=len(rows), desc=file.name, unit="petition") as bar:
                done = import_file(file, topic=self.topic(topic), progress=bar.update)
        except BadFile as fault:
            raise CommandError(f"{fault} Nothing was imported.") from None
        self.stdout.write(
            f"{file.name}: {done.read} read, {done.new} new, {done.here_before} here before, "
            f"{done.repeated} with the number or words of an earlier one."
        )
        if done.undated:
            self.stdout.write(undated(done.undated))

    def topic(self, slug: str | None) -> Topic:
        if slug is None:
            if (first := Topic.objects.first()) is None:
                raise CommandError("There is no topic yet: add one first. Nothing was imported.")
            return first
        if (found := Topic.objects.filter(slug=slug).first()) is None:
            known = ", ".join(Topic.objects.values_list("slug", flat=True))
            raise CommandError(f"There is no topic {slug!r}; there are: {known}. Nothing was imported.")
        return found


def undated(count: int) -> str:
    """What becomes of them, where somebody may still take them out and give the file its dates."""
    which = "1 petition has" if count == 1 else f"{count:,} petitions have"
    return (
        f"{which} no date in the file: imported as of today, so figures, digests and alerts count them among "
        "what was written today."
    )
