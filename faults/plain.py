"""The same load by plain Celery tasks, for comparison: each task makes one e-mail and sends it straight away.

What most portals do: one task per recipient, three tries. It is no part of the portal.
"""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

app = Celery("faults.plain", broker=os.environ.get("REDIS_URL"), set_as_current=False)
app.conf.task_ignore_result = True
app.conf.broker_connection_retry_on_startup = True
RETRY = {"autoretry_for": (Exception,), "retry_backoff": True, "max_retries": 3}


def post(to: str, subject: str, text: str, html: str, key: str) -> None:
    from django.core.mail import EmailMultiAlternatives

    headers = {"Message-ID": f"<{key}@plain>"}  # known again when it is sent again, as ours are
    mail = EmailMultiAlternatives(subject, text, to=[to], headers=headers)
    mail.attach_alternative(html, "text/html")
    mail.send()


@app.task(name="digest", **RETRY)
def digest(key: int) -> None:
    from django.utils import timezone

    from digests import emails
    from digests.actions.making import make
    from digests.actions.windows import window
    from digests.models import Subscription

    row = Subscription.objects.get(pk=key)
    made = make(row.office, row.scope, *(window(row, timezone.now()) or ()), row.language)
    post(row.user.email, *emails.render(made)[:3], f"digest-{key}")


@app.task(name="notice", **RETRY)
def notice(answer: int, to: str) -> None:
    from answers.models import Answer

    row = Answer.objects.get(pk=answer)
    post(to, row.title, row.body, f"<p>{row.body}</p>", f"notice-{answer}-{to}")


@app.on_after_configure.connect
def prepare(**_: object) -> None:
    import django

    django.setup()
