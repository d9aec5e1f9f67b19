from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from tqdm import tqdm

from consultations.actions import BadFile, create_for_import, import_votes, read_folder
from consultations.models import Consultation
from topics.models import Topic

HOW_TO_CREATE = "Make one in the administration, or add --create TITLE --topic SLUG."


class Command(BaseCommand):
    help = (
        "Import statements and votes from another system: a folder with comments.csv (comment-id, "
        "comment-body, moderated, timestamp) and votes_final.csv (participant, statement, vote: 1 agree, "
        "0 pass, -1 disagree). All of the folder or nothing; importing it again adds only what is new. "
        "Statements that were moderated out there (-1) are rejected here."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument(
            "--consultation", required=True, metavar="SLUG", help="The consultation it goes into."
        )
        parser.add_argument(
            "--create", metavar="TITLE", help="Make that consultation first, open, with this title."
        )
        parser.add_argument("--topic", metavar="SLUG", help="The topic of the new consultation.")

    def handle(self, *args: Any, folder: Path, consultation: str, **options: Any) -> None:
        try:
            found = read_folder(folder)
            with transaction.atomic(), tqdm(total=len(found.votes), desc=folder.name, unit="vote") as bar:
                row = self.consultation(consultation, options["create"], options["topic"])
                done = import_votes(row, found, progress=bar.update)
        except BadFile as fault:
            raise CommandError(f"{fault} Nothing was imported.") from None
        self.stdout.write(
            f"{folder.name}: {done.statements} statements read, {done.new_statements} new; "
            f"{done.votes} votes read, {done.new_votes} new or changed; "
            f"{done.new_people} new participants."
        )

    def consultation(self, slug: str, title: str | None, topic: str | None) -> Consultation:
        if title is not None:
            return create_for_import(title, slug=slug, topic=self.topic(topic))
        if (found := Consultation.objects.filter(slug=slug).first()) is None:
            raise BadFile(f"There is no consultation {slug!r}. {HOW_TO_CREATE}")
        return found

    def topic(self, slug: str | None) -> Topic:
        if (found := Topic.objects.filter(slug=slug or "").first()) is None:
            known = ", ".join(Topic.objects.values_list("slug", flat=True)) or "none yet"
            raise BadFile(f"--create needs --topic with one of the topics ({known}).")
        return found
