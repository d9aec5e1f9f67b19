from celery import shared_task

from petitions import actions


@shared_task(ignore_result=True)
def count_signatures() -> None:
    actions.count_signatures()


@shared_task(ignore_result=True)
def recount() -> None:
    actions.recount()


@shared_task(ignore_result=True)
def close_due() -> None:
    actions.close_due()


@shared_task(ignore_result=True)
def forget_names() -> None:
    """Daily: what the portal need not know any longer."""
    actions.drop_unconfirmed()
    while actions.forget_names():
        pass
