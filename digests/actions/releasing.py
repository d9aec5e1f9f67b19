"""Moderators read a digest before it goes out, where its office wants that."""

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


@transaction.atomic
def release(digest: Digest, *, by: User, seal: str) -> Digest:
    """One moderator's yes to what has this hash; after the last that is needed, it goes out."""
    row = Digest.objects.locked().get(pk=digest.pk)
    may_release(by, row).insist()
    if row.hash != seal:
        raise Refused(_("This digest was made anew meanwhile. Read it again, then release it."))
    Release.objects.create(digest=row, by=by)
    if row.releases.count() >= row.releases_needed:
        row.released_at = timezone.now()
        row.save(update_fields=["released_at"])
        emails.queue_waiting(row)
    return row


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
        row.made_at = timezone.now()
        row.save()
    return row
