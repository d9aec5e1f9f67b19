import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from forums.actions import BadLines, import_comments
from forums.models import Board


class Bar:
    """A progress bar that begins with the first step: a file that is refused shows none."""

    def __init__(self, name: str, *, quiet: bool) -> None:
        self.name, self.quiet = name, quiet
        self.bar: tqdm[Any] | None = None

    def __call__(self, done: int, of: int) -> None:
        if self.bar is None:
            self.bar = tqdm(desc=self.name, unit=" comments", total=of, disable=self.quiet)
        self.bar.update(done - self.bar.n)

    def close(self) -> None:
        if self.bar is not None:
            self.bar.close()


class Command(BaseCommand):
    help = (
        "Import comments from a file of JSON lines: text, and where there is one lang, id, country, feeling "
        "and published_at, date or year. Each file becomes one discussion, all of it or nothing. Safe to run "
        "twice."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--board", required=True, metavar="SLUG")
        parser.add_argument("--title", default="", help="of the discussion, instead of the file's name")

    def handle(self, *, files: list[Path], board: str, title: str, verbosity: int, **options: Any) -> None:
        row = Board.objects.select_related("topic").filter(slug=board).first()
        if row is None:
            there_are = ", ".join(Board.objects.values_list("slug", flat=True)) or "none"
            raise CommandError(f"There is no board “{board}”. Boards: {there_are}.")
        for file in files:
            self.import_file(file, row, title, quiet=verbosity == 0)

    def import_file(self, file: Path, board: Board, title: str, *, quiet: bool) -> None:
        began = time.monotonic()
        bar = Bar(file.name, quiet=quiet)
        try:
            with file.open("rb") as rows:
                result = import_comments(board, rows, name=file.name, title=title, progress=bar)
        except OSError as fault:
            raise CommandError(f"{file}: {fault.strerror}") from fault
        except BadLines as bad:
            faults = "\n".join(f"{file}, {fault}" for fault in bad.faults)
            raise CommandError(f"{faults}\nNothing of this file was imported.") from bad
        finally:
            bar.close()
        speed = round(result.new / max(time.monotonic() - began, 0.001))
        if not quiet:
            self.stdout.write(
                f"{file.name}: {result.new:,} new, {result.known:,} already here, {speed:,} a second."
            )
