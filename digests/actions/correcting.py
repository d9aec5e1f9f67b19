"""A mistake in a digest is corrected openly: to everyone who received it, and on its page."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.verdict import Refused
from digests import emails
from digests.models import Correction, Digest
from digests.permissions import may_correct


@transaction.atomic
def correct(digest: Digest, *, by: User, body: str) -> Correction:
    """`body` in the language of the digest."""
    may_correct(by, digest).insist()
    if not body.strip():
        raise Refused(_("Say what was wrong, and what is right."))
    correction = Correction.objects.create(digest=digest, by=by, body=body.strip())
    emails.queue_correction(correction)
    return correction


@transaction.atomic
def correct_each(bodies: Mapping[Digest, str], *, by: User) -> list[Correction]:
    """One mistake, told to the readers of each language in theirs; all of it or nothing."""
    return [correct(digest, by=by, body=body) for digest, body in bodies.items()]
