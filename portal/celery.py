"""The engine of the background work: queues by urgency, and when each task is woken.

The work itself is in the database: a task claims rows whose state says that they wait. So a message that
is lost, late or doubled changes nothing but the time, and a message that waited too long is dropped.
"""

import os

from celery import Celery
from celery.schedules import crontab
from kombu import Exchange, Queue
from kombu.transport.redis import Channel

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

QUEUES = ("confirm", "counts", "analysis", "digests", "bulk")  # the most urgent first
MINUTE = 60
NIGHTLY = crontab(hour="2", minute="17")
DAILY = crontab(hour="3", minute="47")

WOKEN: dict[str, tuple[str, float | crontab]] = {  # task: its queue, seconds or times of the day (UTC)
    "core.tasks.send_emails": ("confirm", 5),
    "core.tasks.tidy": ("bulk", DAILY),
    "accounts.tasks.forget": ("bulk", DAILY),
    "petitions.tasks.count_signatures": ("counts", 5),
    "petitions.tasks.close_due": ("counts", MINUTE),
    "petitions.tasks.recount": ("bulk", NIGHTLY),
    "petitions.tasks.forget_names": ("bulk", DAILY),
    "consultations.tasks.close_due": ("counts", MINUTE),
    "moderation.tasks.open_cases": ("counts", 20),
    "moderation.tasks.erase": ("bulk", DAILY),
    "insights.tasks.read": ("analysis", 5),
    "insights.tasks.group": ("analysis", 30),
    "insights.tasks.rebuild": ("bulk", NIGHTLY),
    "digests.tasks.dispatch": ("digests", 20),
    "digests.tasks.let_go": ("digests", 20),
    "digests.tasks.alert": ("digests", 10 * MINUTE),
    "digests.tasks.propose_quotes": ("bulk", 10 * MINUTE),
    "digests.tasks.tidy": ("bulk", DAILY),
    "notices.tasks.tell": ("digests", 10),
    "notices.tasks.forget": ("bulk", DAILY),
}

# A worker that loses Redis with a message in hand would try to give it back, and die of that (kombu 5.7).
# It need not: the row in the database still waits.
Channel.do_restore = False

app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.task_queues = [Queue(name, Exchange("portal"), routing_key=name) for name in QUEUES]
app.conf.task_default_queue = app.conf.task_default_routing_key = "bulk"
app.conf.task_default_exchange = "portal"
app.conf.task_routes = {task: {"queue": queue} for task, (queue, _) in WOKEN.items()}
app.conf.beat_schedule = {
    task: {"task": task, "schedule": when, "options": {"expires": when if isinstance(when, int) else 3600}}
    for task, (_, when) in WOKEN.items()
}
app.autodiscover_tasks()
