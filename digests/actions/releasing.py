"""Moderators read a digest before it goes out, where its office wants that."""

import logging

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.verdict import Refused
from digests import emails
from digests.actions.making import write
from digests.models import Digest, Release
from digests.permissions import may_release
from insights.actions import read_all

log = logging.getLogger(__name__)


@transaction.atomic
def release(digest: Digest, *, by: User, seal: str) -> Digest:
    """One moderator's yes to what has this hash; after the last that is needed, it goes out."""
    row = Digest.objects.locked().get(pk=digest.pk)
    may_release(by, row).insist()
    if row.hash != seal:
        raise Refused(_("This digest was made anew meanwhile. Read it again, then release it."))
    Release.objects.create(digest=row, by=by)
    let_go(row)
    return row


def let_go(row: Digest) -> bool:
    """Whether it goes out now: a row that is locked, once as many have released it as its office asks for."""
    if row.is_released or row.releases.count() < row.releases_needed:
        return False
    row.released_at = timezone.now()
    row.save(update_fields=["released_at"])
    emails.queue_waiting(row)
    return True


def let_go_of_released() -> int:
    """What has enough releases since its office asks for fewer. Returns how many went out.

    What cannot go out is told to the operator, and keeps no other waiting.
    """
    went = 0
    for key in Digest.objects.released_by_enough().order_by("pk").values_list("pk", flat=True):
        try:
            went += let_go_once(key)
        except Exception:
            log.exception("Digest %s could not go out", key)
    return went


@transaction.atomic
def let_go_once(key: int) -> bool:
    """It may have gone out, or have been made anew, since it was looked for."""
    return let_go(Digest.objects.locked().get(pk=key))


def make_anew(digest: Digest, *, by: User) -> Digest:
    """The same window from what is public now, while nobody was sent it; releases so far are void."""
    may_release(by, digest, again=True).insist()
    read_all()
    with transaction.atomic():
        row = Digest.objects.select_for_update(no_key=True).get(pk=digest.pk)
        may_release(by, row, again=True).insist()
        row.releases.all().delete()
        for name, value in write(row.office, row.scope, row.since, row.until, row.language).items():
            setattr(row, name, value)
        row.save()
    return row
