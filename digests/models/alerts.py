"""What happened between two digests and could not wait."""

import hashlib
import zlib
from typing import NamedTuple, Self

import numpy as np
import numpy.typing as npt
from django.db import models
from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from core.models import OutgoingEmail
from digests.models.subscriptions import Subscription
from digests.querysets import AlertQuerySet
from digests.states import AlertKind


class Counted(models.Model):
    """Texts that alerts count, by their keys: once for all who are told the same."""

    hash = models.CharField(max_length=64, unique=True)
    keys = models.BinaryField()

    def __str__(self) -> str:
        return self.hash

    @property
    def texts(self) -> list[int]:
        steps = np.frombuffer(zlib.decompress(bytes(self.keys)), dtype="<i8")
        return [int(key) for key in np.cumsum(steps)]


class Packed(NamedTuple):
    """Keys of texts as `Counted` has them: one after the other as the step from the last one, which takes a
    byte or two.
    """

    hash: str
    keys: bytes

    @classmethod
    def of(cls, texts: npt.ArrayLike) -> Self:
        steps = np.diff(np.sort(np.asarray(texts, dtype="<i8")), prepend=np.int64(0)).astype("<i8")
        keys = zlib.compress(steps.tobytes())
        return cls(hashlib.sha256(keys).hexdigest(), keys)


class Alert(models.Model):
    """One thing that one subscriber is told of, once. `facts` is what was known when it was found.

    `counted`: the texts behind its figures; `compared`: those of the time that these are compared with.
    """

    subscription = models.ForeignKey(Subscription, models.CASCADE, related_name="alerts_found")
    kind = models.CharField(_("Kind"), max_length=10, choices=AlertKind)
    thing = models.CharField(max_length=60, help_text=_("The topic, petition or consultation it is about"))
    period = models.CharField(
        max_length=10, blank=True, help_text=_("The last day of its window; empty for what happens only once")
    )
    facts = models.JSONField(default=dict)
    counted = models.ForeignKey(Counted, models.PROTECT, null=True, blank=True, related_name="+")
    compared = models.ForeignKey(Counted, models.PROTECT, null=True, blank=True, related_name="+")
    found_at = models.DateTimeField(default=now)
    email = models.ForeignKey(OutgoingEmail, models.SET_NULL, null=True, blank=True, related_name="alerts")
    told_at = models.DateTimeField(_("Told"), null=True, blank=True)

    objects = AlertQuerySet.as_manager()

    class Meta:
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")
        ordering = ["-found_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["subscription", "kind", "thing", "period"], name="alerted_once"),
            models.CheckConstraint(condition=Q(kind__in=AlertKind.values), name="alert_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.subscription_id}: {self.kind} {self.thing} {self.period}".strip()
