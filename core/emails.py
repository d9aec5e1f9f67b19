"""The outbox: an e-mail is a row first, so that a dead mail server delays and never drops."""

import hashlib
import logging
import smtplib
from datetime import timedelta
from email.headerregistry import Address
from email.utils import parseaddr
from typing import Any
from urllib.parse import urlsplit

import css_inline
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import Q
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.utils import timezone, translation
from django.utils.crypto import get_random_string
from django.utils.translation import gettext

from core.models import OutgoingEmail, Urgency

log = logging.getLogger(__name__)
CLAIM_LASTS = timedelta(minutes=5)  # a batch of 20 e-mails is out long before
GIVE_UP_AFTER = 12  # tries: about two days with the pauses below
_inliner = css_inline.CSSInliner(load_remote_stylesheets=False)


def compose(template: str, context: dict[str, Any], language: str) -> tuple[str, str, str]:
    """Subject, text and HTML of `<app>/email/<name>` in one language.

    The .txt begins with "Subject: …" and an empty line; the .html is optional.
    """
    with translation.override(language):
        context = {
            "portal_url": settings.PORTAL_URL,
            "portal_name": str(settings.PORTAL_NAME),
            "language": language,
            **context,
        }
        head, _, text = get_template(f"{template}.txt").render(context).lstrip().partition("\n\n")
        try:
            html = _inliner.inline(get_template(f"{template}.html").render(context))
        except TemplateDoesNotExist as fault:
            if str(fault) != f"{template}.html":
                raise
            html = ""
    return " ".join(head.removeprefix("Subject:").split()), text.strip() + "\n", html


def queue(
    *,
    to: str,
    subject: str,
    text: str,
    key: str,
    language: str,
    html: str = "",
    urgency: Urgency = Urgency.NOTICE,
    headers: dict[str, str] | None = None,
    reply_to: str = "",
) -> OutgoingEmail:
    """Put one e-mail into the outbox, in the caller's transaction. The same key is queued once."""
    digest = hashlib.sha256(f"{settings.SECRET_KEY}:{key}".encode()).hexdigest()[:40]
    email, _ = OutgoingEmail.objects.get_or_create(
        key=key,
        defaults={
            "message_id": f"<{digest}@{host()}>",
            "to": to,
            "subject": subject[:255],
            "text": text,
            "html": html,
            "language": language,
            "headers": headers or {},
            "reply_to": reply_to,
            "urgency": urgency,
        },
    )
    return email


def host() -> str:
    """The portal's name on the net, for Message-ID and List-Id."""
    return urlsplit(settings.PORTAL_URL).hostname or "localhost"


def claim(batch: int) -> list[OutgoingEmail]:
    """Take up to `batch` due e-mails for this worker; nobody else gets them until the claim runs out."""
    now = timezone.now()
    with transaction.atomic():
        emails = list(
            OutgoingEmail.objects.select_for_update(skip_locked=True, no_key=True)
            .filter(Q(claimed_at=None) | Q(claimed_at__lt=now - CLAIM_LASTS))
            .filter(sent_at=None, failed_at=None, due_at__lte=now)
            .order_by("urgency", "due_at")[:batch]
        )
        OutgoingEmail.objects.filter(pk__in=[email.pk for email in emails]).update(claimed_at=now)
    return emails


def send_due(batch: int = 20) -> int:
    """Send what is due; returns how many went out. A mail server that is away puts them off."""
    sent = 0
    emails = claim(batch)
    if not emails:
        return 0
    connection = get_connection()
    for email in emails:
        sent += send(email, connection)
    connection.close()
    return sent


def send(email: OutgoingEmail, connection: BaseEmailBackend) -> bool:
    row = OutgoingEmail.objects.filter(pk=email.pk)
    try:
        connection.send_messages([message(email, connection)])
    except (OSError, smtplib.SMTPException) as fault:
        log.warning("E-mail %s was not taken: %s", email.pk, type(fault).__name__)
        connection.close()
        row.update(**after_fault(email, fault))
        return False
    row.update(sent_at=timezone.now(), attempts=email.attempts + 1, fault="")
    return True


def after_fault(email: OutgoingEmail, fault: Exception) -> dict[str, Any]:
    """Temporary faults put an e-mail off, from 5 seconds to 6 hours; a refused address ends it."""
    now, attempts = timezone.now(), email.attempts + 1
    permanent = isinstance(fault, smtplib.SMTPRecipientsRefused) and all(
        code >= 500 for code, _ in fault.recipients.values()
    )
    changes: dict[str, Any] = {
        "attempts": attempts,
        "fault": f"{type(fault).__name__}: {fault}"[:300],
        "claimed_at": None,
    }
    if permanent or attempts >= GIVE_UP_AFTER:
        return {**changes, "failed_at": now}
    return {**changes, "due_at": now + timedelta(seconds=min(5 * 3 ** (attempts - 1), 6 * 3600))}


def message(email: OutgoingEmail, connection: BaseEmailBackend) -> EmailMultiAlternatives:
    headers = {
        "Message-ID": email.message_id,
        "Content-Language": email.language,
        "Auto-Submitted": "auto-generated",
        **email.headers,
    }
    reply_to = [email.reply_to] if email.reply_to else None
    mail = EmailMultiAlternatives(
        email.subject,
        email.text,
        from_email=sender(email.language),
        to=[email.to],
        headers=headers,
        reply_to=reply_to,
        connection=connection,
    )
    if email.html:
        mail.attach_alternative(email.html, "text/html")
    return mail


def sender(language: str) -> str:
    """EMAIL_FROM; its name in the reader's language, where it is one that the portal has words for."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    with translation.override(language):
        return str(Address(gettext(name) if name else "", addr_spec=address))


def fresh_key() -> str:
    """For an e-mail that may be sent again on purpose, such as a new sign-in code."""
    return get_random_string(20)
