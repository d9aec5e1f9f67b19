from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from core import emails
from core.models import Attempts, OutgoingEmail


@shared_task(ignore_result=True)
def send_emails() -> None:
    """Empty the outbox; stops when nothing more is due or the mail server refuses."""
    while emails.send_due():
        pass


@shared_task(ignore_result=True)
def tidy() -> None:
    """Forget counters that ended and e-mails that were sent a month ago."""
    now = timezone.now()
    Attempts.objects.filter(expires_at__lt=now).delete()
    OutgoingEmail.objects.filter(sent_at__lt=now - timedelta(days=30)).delete()
