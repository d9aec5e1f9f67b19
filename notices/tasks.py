from celery import shared_task

from notices import actions


@shared_task(ignore_result=True)
def tell() -> None:
    """What happened becomes notices, and notices become e-mails."""
    actions.announce_all()
    actions.email_all()


@shared_task(ignore_result=True)
def forget() -> None:
    """Daily: what the portal need not know any longer."""
    actions.forget()
