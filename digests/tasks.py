from celery import shared_task

from digests import actions


@shared_task(ignore_result=True)
def dispatch() -> None:
    """Every 20 seconds: digests whose hour has come."""
    while actions.dispatch():
        pass


@shared_task(ignore_result=True)
def let_go() -> None:
    """Every 20 seconds: digests that have enough releases, since their office asks for fewer."""
    actions.let_go_of_released()


@shared_task(ignore_result=True)
def alert() -> None:
    """Every ten minutes: what cannot wait for the next digest."""
    actions.alert()


@shared_task(ignore_result=True)
def propose_quotes() -> None:
    """Every ten minutes: typical words that a moderator may approve for digests."""
    actions.propose()


@shared_task(ignore_result=True)
def tidy() -> None:
    """Daily: keys of texts that alerts counted which are gone."""
    actions.tidy_counted()
