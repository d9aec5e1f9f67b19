"""Reads mail that came back: `manage.py take_bounces < message`, or a whole mailbox in mbox format."""

import mailbox
import sys
import tempfile
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand

from core.emails import bounces


class Command(BaseCommand):
    help = __doc__ or ""

    def handle(self, *args: Any, **options: Any) -> None:
        count = bounces.take(messages(sys.stdin.buffer.read()))
        self.stdout.write(f"{count} reports of e-mails that the portal had sent.")


def messages(data: bytes) -> Iterator[bytes]:
    if not data.startswith(b"From "):
        yield data
        return
    with tempfile.NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        box = mailbox.mbox(file.name, create=False)
        yield from map(box.get_bytes, box.keys())
        box.close()
