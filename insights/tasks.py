from celery import shared_task

from insights import actions


@shared_task(ignore_result=True)
def read() -> None:
    """Read what is public and has no reading of its present state."""
    actions.read_all()


@shared_task(ignore_result=True)
def group() -> None:
    """Look for opinion groups where people have voted since."""
    actions.group_all()


@shared_task(ignore_result=True)
def rebuild() -> None:
    """Every night: all tallies from all readings, whatever happened outside the usual ways."""
    actions.find_unread()
    actions.rebuild_all()
