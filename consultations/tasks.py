from celery import shared_task

from consultations import actions


@shared_task(ignore_result=True)
def close_due() -> None:
    actions.close_due()
