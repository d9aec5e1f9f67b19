from datetime import timedelta

from celery import shared_task
from django.db.models import Exists, OuterRef
from django.utils import timezone

from core import emails
from core.models import Attempts, BouncingAddress, OutgoingEmail, SharedText


@shared_task(ignore_result=True)
def send_emails() -> None:
    """Empty the outbox; stops when nothing more is due or the mail server refuses."""
    while emails.send_due():
        pass


@shared_task(ignore_result=True)
def tidy() -> None:
    """Forget counters that ended, e-mails that were sent, held back or given up a month ago, and addresses
    from which nothing came back for a year.
    """
    now = timezone.now()
    Attempts.objects.filter(expires_at__lt=now).delete()
    month_ago = now - timedelta(days=30)
    OutgoingEmail.objects.filter(sent_at__lt=month_ago).delete()
    OutgoingEmail.objects.filter(held_at__lt=month_ago).delete()
    OutgoingEmail.objects.filter(failed_at__lt=month_ago).delete()
    BouncingAddress.objects.filter(last_at__lt=now - timedelta(days=365)).delete()
    waiting = OutgoingEmail.objects.filter(shared=OuterRef("pk"))
    SharedText.objects.filter(~Exists(waiting), made_at__lt=month_ago).delete()
