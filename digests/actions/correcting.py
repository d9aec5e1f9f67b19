"""A mistake in a digest is corrected openly: to everyone who received it, and on its page."""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.verdict import Refused
from digests import emails
from digests.actions.sending import PRESSED_TWICE
from digests.models import Correction, Digest
from digests.permissions import may_correct


@transaction.atomic
def correct(digest: Digest, *, by: User, body: str) -> Correction:
    """`body` in the language of the digest. The one that was written seconds ago, where it says the same."""
    row, words = Digest.objects.locked().get(pk=digest.pk), body.strip()
    may_correct(by, row).insist()
    if not words:
        raise Refused(_("Say what was wrong, and what is right."))
    just_now = timezone.now() - PRESSED_TWICE
    if found := row.corrections.filter(body=words, at__gt=just_now).first():
        return found
    correction = Correction.objects.create(digest=row, by=by, body=words)
    emails.queue_correction(correction)
    return correction


@transaction.atomic
def correct_each(bodies: Mapping[Digest, str], *, by: User) -> list[Correction]:
    """One mistake, told to the readers of each language in theirs; all of it or nothing."""
    digests = sorted(bodies, key=lambda digest: digest.pk)  # locked in one order, whichever form it came from
    return [correct(digest, by=by, body=bodies[digest]) for digest in digests]
