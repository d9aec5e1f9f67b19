from celery import shared_task
from django.core.management import call_command

from accounts import actions


@shared_task(ignore_result=True)
def forget() -> None:
    """Daily: unproven accounts and sessions that ended."""
    actions.forget_strays()
    call_command("clearsessions")
