"""Reads mail that came back: `manage.py take_bounces < message`, or a whole mailbox in mbox format."""

import mailbox
import sys
import tempfile
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from typing import Any

from django.core.management.base import BaseCommand

from core.emails import bounces


class Command(BaseCommand):
    help = __doc__ or ""

    def handle(self, *args: Any, **options: Any) -> None:
        count = bounces.take(messages(sys.stdin.buffer.read()))
        self.stdout.write(f"{count} reports of e-mails that the portal had sent.")


def messages(data: bytes) -> Iterator[Message]:
    if not data.startswith(b"From "):
        yield message_from_bytes(data)
        return
    with tempfile.NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        box = mailbox.mbox(file.name, create=False)
        yield from box
        box.close()
