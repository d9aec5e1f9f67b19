"""`manage.py digest --office SLUG --since DATE --until DATE --out FOLDER [--send]`: the digest as files."""

import json
from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from accounts.models import Office, Role
from core import countries
from digests import emails
from digests.actions import make, send_to_office
from digests.actions.windows import DAY, midnight
from digests.models import Digest, Scope
from digests.views.exports import everything
from insights.actions import read_all
from topics.models import Topic

LANGUAGES = [code for code, _ in settings.LANGUAGES]


class Command(BaseCommand):
    help = "Write the digest of a window of days as digest.html, digest.txt and digest.json."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--office", required=True, help="slug of the office")
        parser.add_argument("--since", required=True, type=day, help="first day, like 2026-11-01")
        parser.add_argument("--until", required=True, type=day, help="last day, included")
        parser.add_argument("--out", required=True, type=Path, help="folder, made where it is missing")
        parser.add_argument("--language", choices=LANGUAGES, default="en")
        parser.add_argument("--topic", action="append", default=[], help="slug; more than one: repeat it")
        parser.add_argument(
            "--country", action="append", default=[], type=country, help="only people there, like UA"
        )
        parser.add_argument(
            "--written-in", action="append", default=[], choices=LANGUAGES, help="only texts in this language"
        )
        parser.add_argument("--send", action="store_true", help="also to every official of the office")

    def handle(self, *args: Any, **options: Any) -> None:
        office = Office.objects.filter(slug=options["office"]).first()
        if office is None:
            raise CommandError(f"There is no office {options['office']}. There are: {slugs(Office)}.")
        topics = list(Topic.objects.filter(slug__in=options["topic"]))
        if missing := set(options["topic"]) - {topic.slug for topic in topics}:
            raise CommandError(f"There is no topic {', '.join(sorted(missing))}. There are: {slugs(Topic)}.")
        if options["until"] < options["since"]:
            raise CommandError("The last day (--until) lies before the first (--since).")
        since, until = midnight(options["since"]), midnight(options["until"] + DAY)
        until = min(until, timezone.now().replace(second=0, microsecond=0))  # a day that is not over yet
        if until <= since:
            raise CommandError("The first day (--since) has not begun yet (UTC).")
        read_all()
        scope = Scope.of(topics, options["country"], options["written_in"])
        digest = make(office, scope, since, until, options["language"])
        self.write(digest, options["out"])
        if options["send"]:
            self.stdout.write(sent(digest, send_to_office(digest)))

    def write(self, digest: Digest, folder: Path) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as fault:
            raise CommandError(f"Cannot make the folder {folder}: {fault.strerror}.") from None
        with translation.override(digest.language):
            words, whole = emails.render(digest), everything(digest)
        files = {
            "digest.html": words.html.replace("cid:picture", "picture.png").encode(),
            "digest.txt": words.text.encode(),
            "digest.json": json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True).encode(),
            **({"picture.png": words.picture} if words.picture else {}),
        }
        for name, content in files.items():
            (folder / name).write_bytes(content)
            self.stdout.write(f"{folder / name}  {len(content):,} bytes")


def sent(digest: Digest, officials: int) -> str:
    if not officials:
        return f"Not sent: {why_nobody(digest.office)}"
    if digest.is_released:
        return f"Queued. Officials it goes to: {officials}"
    return f"Waits for its release by a moderator. Officials it goes to then: {officials}"


def why_nobody(office: Office) -> str:
    if not office.memberships.filter(user__is_active=True, user__role=Role.OFFICIAL).exists():
        return "this office has no official yet."
    return (
        "no official of this office has a second factor, and without one nobody gets a digest. "
        "The demonstration asks for none, but only where PORTAL_DEMO=1 stands before the command."
    )


def day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text} is not a day. Write it like 2026-11-01.") from None


def country(text: str) -> str:
    code = text.upper()
    if countries.name(code) == code:
        raise ArgumentTypeError(f"{text} is not the code of a country. Write it like UA.")
    return code


def slugs(model: type[Office] | type[Topic]) -> str:
    return ", ".join(model.objects.values_list("slug", flat=True)) or "none yet"
