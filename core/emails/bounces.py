"""Addresses that mail comes back from: remembered, and forgotten when an operator says to try again."""

import logging
from collections.abc import Iterable
from email import message_from_bytes
from email.message import Message
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Lower
from django.utils import timezone

from core.emails import faults
from core.models import BouncingAddress, OutgoingEmail

log = logging.getLogger(__name__)


class Report(NamedTuple):
    """What a mail server says of one e-mail that it had taken from us (RFC 3464)."""

    message_id: str
    status: str
    words: str

    @property
    def is_final(self) -> bool:
        """There is no such mailbox; not only a full one, a policy, or a server that was away for days."""
        code = int(self.status[0]) * 100 + 50
        return faults.of_recipient(code, self.status) is faults.Fault.ADDRESS


def remember(address: str, fault: str) -> BouncingAddress:
    """Nothing more goes there, but for what its owner asks for."""
    row, new = BouncingAddress.objects.get_or_create(email=address.lower(), defaults={"fault": fault[:300]})
    if not new:
        BouncingAddress.objects.filter(pk=row.pk).update(
            count=F("count") + 1, last_at=timezone.now(), fault=fault[:300]
        )
    return row


def take(mail: Iterable[bytes]) -> int:
    """Remember the addresses that these reports name. Returns how many reports were of e-mails of ours.

    Whose report it is, our own Message-ID says: nobody can guess it who did not get the e-mail. The same
    report twice counts once.
    """
    reports = {found.message_id: found for message in mail if (found := read(message))}
    emails = OutgoingEmail.objects.filter(message_id__in=reports)
    for email in emails:
        found = reports[email.message_id]
        fault = f"Came back: {found.status} {found.words}"[:300]
        with transaction.atomic():
            changed = OutgoingEmail.objects.filter(pk=email.pk).exclude(fault=fault).update(fault=fault)
            if changed and found.is_final:
                remember(email.to, fault)
    return len(emails)


def read(mail: bytes) -> Report | None:
    """As `report`. What strangers send may be anything: what cannot be read does not stop the others."""
    try:
        return report(message_from_bytes(mail))
    except Exception:
        log.exception("A mail that came back cannot be read")
        return None


def report(message: Message) -> Report | None:
    """The failure that a delivery report tells of; None for delays, successes and all other mail."""
    if message.get_content_type() != "multipart/report":
        return None
    told = original = None
    for part in message.walk():
        kind = part.get_content_type()
        if kind == "message/delivery-status":
            blocks = [block for block in part.get_payload() if isinstance(block, Message)]
            told = next((block for block in blocks if word(block, "Action") == "failed"), None)
        elif kind == "text/rfc822-headers":
            original = original or id_in(str(part.get_payload(decode=False)))
        elif part is not message and part["Message-ID"]:
            original = original or plain(part["Message-ID"])
    status = word(told, "Status").split(" ")[0] if told else ""
    if not told or not original or status[:2] not in ("4.", "5."):
        return None
    return Report(original, status, " ".join(plain(told["Diagnostic-Code"]).split()))


def word(block: Message, name: str) -> str:
    return plain(block[name]).lower()


def plain(value: Any) -> str:
    """A header as text that the database takes: no NUL, and no halves of characters."""
    return str(value or "").replace("\x00", "").encode(errors="replace").decode().strip()


def id_in(headers: str) -> str:
    found = (line.partition(":") for line in headers.splitlines())
    return next((plain(value) for name, _, value in found if name.lower() == "message-id"), "")


@transaction.atomic
def try_again(rows: QuerySet[BouncingAddress]) -> int:
    """Forget that these bounce, and send what was held back. Returns how many e-mails that are."""
    addresses = list(rows.values_list("email", flat=True))
    rows.delete()
    held = OutgoingEmail.objects.alias(address=Lower("to")).filter(held_at__isnull=False)
    return held.filter(address__in=addresses).update(held_at=None, claim=None, due_at=timezone.now())
