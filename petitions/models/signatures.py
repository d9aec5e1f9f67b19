"""Who signed. Signatures are counted, not read: they are no contributions."""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from petitions.models.petitions import Petition
from petitions.querysets import SignatureQuerySet
from petitions.states import LINK_LASTS, SignatureState


class Signature(models.Model):
    """One person's name under a petition. Counted once it is confirmed, by `actions.count_signatures`."""

    TRACE_IS_FOR_OPERATORS: ClassVar[bool] = True  # the reason of whoever checked it may name somebody

    petition = models.ForeignKey(Petition, models.CASCADE, related_name="signatures")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="signatures"
    )
    name = models.CharField(_("Name"), max_length=100, blank=True)
    email = models.EmailField(_("E-mail address"), blank=True)
    email_key = models.CharField(_("The same mailbox"), max_length=254)
    country = models.CharField(_("Country"), max_length=2)
    language = models.CharField(_("Language"), max_length=8)
    wants_news = models.BooleanField(_("Wants news"), default=False)
    state = models.CharField(
        _("State"), max_length=12, choices=SignatureState, default=SignatureState.PENDING
    )
    created_at = models.DateTimeField(_("Signed"), default=timezone.now)
    confirmed_at = models.DateTimeField(_("Confirmed"), null=True, blank=True)
    counted_at = models.DateTimeField(_("Counted"), null=True, blank=True)
    emails_sent = models.PositiveSmallIntegerField(_("E-mails sent"), default=0)
    emailed_at = models.DateTimeField(null=True, blank=True)
    forgotten_at = models.DateTimeField(_("Name removed"), null=True, blank=True)

    objects = SignatureQuerySet.as_manager()

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        constraints = [
            models.UniqueConstraint(fields=["petition", "email_key"], name="one_signature_per_mailbox"),
            models.UniqueConstraint(fields=["petition", "user"], name="one_signature_per_account"),
            models.CheckConstraint(
                condition=Q(state__in=SignatureState.values), name="signature_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | Q(confirmed_at__isnull=False), name="confirmed_is_dated"
            ),
            models.CheckConstraint(
                condition=Q(counted_at=None) | Q(state="confirmed"), name="only_confirmed_is_counted"
            ),
        ]
        indexes = [
            models.Index(
                fields=["petition"], name="to_be_counted", condition=Q(state="confirmed", counted_at=None)
            ),
            models.Index(fields=["petition", "state"], name="not_confirmed", condition=~Q(state="confirmed")),
            models.Index(
                fields=["petition", "country"], name="where_signers_live", condition=Q(state="confirmed")
            ),
        ]

    def __str__(self) -> str:
        return self.name or str(_("Name removed"))

    @property
    def is_confirmed(self) -> bool:
        return self.state == SignatureState.CONFIRMED

    @property
    def link_ends_at(self) -> datetime:
        """However many links were sent: anybody who types the address could keep it here for ever."""
        return self.created_at + LINK_LASTS

    @property
    def is_under_other_words(self) -> bool:
        """The author changed the petition after this was confirmed, or after its link was sent."""
        edited = self.petition.contribution.edited_at
        signed = self.confirmed_at or self.emailed_at or self.created_at
        return edited is not None and edited > signed
