"""Moderators are told that a digest waits for them: once a day, however many wait."""

from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import Role, User
from core import emails
from core.links import absolute
from digests.models import Digest


def queue_held(digest: Digest) -> None:
    """To every moderator, in their language, with this one as the first to read."""
    day = timezone.now().date().isoformat()
    for moderator in User.objects.filter(role=Role.MODERATOR, is_active=True):
        with translation.override(moderator.language):
            context = {
                "digest": digest,
                "office": digest.office.name,
                "url": absolute(digest.get_absolute_url()),
                "all_url": absolute(reverse("admin:digests_digest_changelist")),
            }
            emails.write(
                "digests/email/held",
                context,
                to=moderator.email,
                key=f"held:{day}:{moderator.pk}",
                language=moderator.language,
            )
