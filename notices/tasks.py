from celery import shared_task

from notices import actions


@shared_task(ignore_result=True)
def tell() -> None:
    """New answers become notices, and notices become e-mails."""
    actions.announce_all()
    while actions.email_some():
        pass
