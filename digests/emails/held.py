"""A digest that waits for its release: moderators are told, and once they released it, it goes out."""

from collections import defaultdict

from django.db import connection
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import User
from core import emails
from core.links import absolute
from digests.emails.queueing import queue_all, queue_by_hand, schedule
from digests.models import Digest
from digests.querysets import Reader

QUEUE = """
UPDATE digests_delivery
SET email_id = nextval(pg_get_serial_sequence('core_outgoingemail', 'id')), queued_at = now()
WHERE id = ANY(%s::bigint[])
RETURNING subscription_id, email_id
"""


def queue_held(digest: Digest) -> None:
    """To everyone who may release it, in their language, with this one as the first to read: once a day,
    however many wait.
    """
    day = timezone.now().date().isoformat()
    for moderator in User.objects.moderators().order_by("pk"):
        with translation.override(moderator.language):
            context = {
                "digest": digest,
                "office": digest.office.name,
                "url": absolute(digest.get_absolute_url()),
                "all_url": absolute(f"{reverse('admin:digests_digest_changelist')}?state=waiting"),
            }
            emails.write(
                "digests/email/held",
                context,
                to=moderator.email,
                key=f"held:{day}:{moderator.pk}",
                language=moderator.language,
            )


def queue_waiting(digest: Digest) -> None:
    """To all who wait for its release: rendered once for those who get it at the same hours, and for those of
    its office to whom an operator sends it.
    """
    rows = list(digest.deliveries.waiting().with_receivers().order_by("pk"))
    with connection.cursor() as cursor:
        cursor.execute(QUEUE, [[row.pk for row in rows]])
        numbers = dict(cursor.fetchall())
    alike = defaultdict(list)
    for row in rows:
        assert row.subscription, "`waiting` has no others"
        reader = Reader(row.subscription.pk, row.receiver.email, True)
        alike[row.window_end, schedule(row.subscription)].append(reader)
    for (window_end, hours), readers in alike.items():
        queue_all(digest, readers, numbers, window_end, hours)
    queue_by_hand(digest)
