"""A mailbox of files, for a machine without a mail server; the demonstration shows it as a page."""

import mailbox
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


def folder() -> mailbox.Maildir:
    path = Path(settings.MAILBOX_DIR or settings.DATA_DIR / "mailbox")
    path.parent.mkdir(parents=True, exist_ok=True)
    return mailbox.Maildir(path, create=True)


class MaildirBackend(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        box = folder()
        for email in email_messages:
            box.add(email.message().as_bytes())
        return len(email_messages)
