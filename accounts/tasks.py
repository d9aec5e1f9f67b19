from celery import shared_task
from django.core.management import call_command

from accounts import actions


@shared_task(ignore_result=True)
def forget() -> None:
    """Daily: unproven accounts, old invitations, ended sessions, and who signed in from where a month ago."""
    actions.forget_strays()
    actions.tidy_invitations()
    call_command("clearsessions")
    call_command("axes_reset_logs", age=30, verbosity=0)
