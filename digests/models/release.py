"""People between the machine and the officials: digests released, mistakes corrected."""

from django.conf import settings
from django.db import models
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from digests.models.digests import Digest


class Release(models.Model):
    """A moderator has read a digest and lets it go out."""

    digest = models.ForeignKey(Digest, models.CASCADE, related_name="releases")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("By"))
    at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = _("release")
        verbose_name_plural = _("releases")
        constraints = [models.UniqueConstraint(fields=["digest", "by"], name="released_once_by_each")]

    def __str__(self) -> str:
        return f"{self.digest} · {self.by}"


class Correction(models.Model):
    """What a digest said wrongly, and what is right: told to all who received it, and on its page."""

    digest = models.ForeignKey(Digest, models.PROTECT, related_name="corrections", verbose_name=_("Digest"))
    body = models.TextField(_("What was wrong, and what is right"), max_length=2000)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("By")
    )
    at = models.DateTimeField(_("Written"), default=now)

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.body[:60]
