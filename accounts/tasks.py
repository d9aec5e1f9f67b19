from datetime import timedelta

from axes.models import AccessAttempt
from celery import shared_task
from django.core.management import call_command
from django.utils import timezone

from accounts import actions


@shared_task(ignore_result=True)
def forget() -> None:
    """Daily: unproven accounts, old invitations, sessions that ended or whose account is closed, who signed
    in from where a month ago, and who failed to a day ago: django-axes forgets that at the next failure only,
    and has no command for it.
    """
    actions.forget_strays()
    actions.tidy_invitations()
    call_command("clearsessions")
    actions.end_sessions()
    call_command("axes_reset_logs", age=30, verbosity=0)
    AccessAttempt.objects.filter(attempt_time__lt=timezone.now() - timedelta(days=1)).delete()
