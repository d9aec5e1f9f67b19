from celery import shared_task

from moderation import actions


@shared_task(ignore_result=True)
def open_cases() -> None:
    actions.open_cases()


@shared_task(ignore_result=True)
def erase() -> None:
    """Daily: what people took back a month ago."""
    while actions.erase():
        pass
