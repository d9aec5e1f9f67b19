"""The portal's plumbing: the trace, the e-mail outbox and the shared rate counter. No domain words."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _

from core.states import StateChange, Stateful

__all__ = ["Attempts", "BouncingAddress", "OutgoingEmail", "SharedText", "StateChange", "Stateful", "Urgency"]


def exactly_one(names: tuple[str, ...]) -> Q:
    """One of these foreign keys is set, and no other."""
    either = Q()
    for chosen in names:
        either |= Q(**{f"{name}__isnull": name != chosen for name in names})
    return either


class Urgency(models.IntegerChoices):
    """Lower goes first."""

    CONFIRM = 0, "A person waits for it"
    NOTICE = 1, "Somebody follows it"
    DIGEST = 2, "An official expects it at an hour"
    BULK = 3, "To many"


WAITS = Q(sent_at=None, failed_at=None, held_at=None)


class SharedText(models.Model):
    """What many e-mails say alike, written and kept once. Their own links stand in it as placeholders."""

    key = models.CharField(max_length=200, unique=True, help_text="The same text is kept once.")
    subject = models.CharField(max_length=255)
    text = models.TextField()
    html = models.TextField(blank=True)
    picture = models.BinaryField(default=b"", help_text="PNG; the HTML shows it as cid:picture.")
    made_at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        return self.subject


class OutgoingEmail(models.Model):
    """One e-mail that waits, was sent, or cannot be. The row is the queue: a lost task loses nothing.

    A worker that takes it writes the number of its `claim`, and holds an advisory lock of that number for as
    long as it lives: see core/emails/claiming.py.
    """

    key = models.CharField(max_length=200, unique=True, help_text="The same key is never queued twice.")
    message_id = models.CharField(max_length=255)
    to = models.EmailField()
    subject = models.CharField(max_length=255)
    own_text = models.TextField(blank=True, default="", db_column="text")
    own_html = models.TextField(blank=True, default="", db_column="html")
    shared = models.ForeignKey(SharedText, models.PROTECT, null=True, related_name="+")
    personal = models.JSONField(null=True, help_text="What stands for the shared text's placeholders.")
    language = models.CharField(max_length=8)
    headers = models.JSONField(default=dict)
    reply_to = models.CharField(max_length=255, blank=True)
    urgency = models.SmallIntegerField(choices=Urgency.choices, default=Urgency.NOTICE)
    queued_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now)
    claim = models.BigIntegerField(null=True)
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    held_at = models.DateTimeField(null=True, help_text="Kept back: mail to its address comes back.")
    attempts = models.PositiveSmallIntegerField(default=0)
    fault = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("e-mail")
        verbose_name_plural = _("outbox")
        indexes = [
            models.Index(fields=["urgency", "due_at"], condition=WAITS, name="email_waiting"),
            models.Index(fields=["claim"], condition=WAITS & Q(claim__isnull=False), name="email_claimed"),
            models.Index(Lower("to"), condition=Q(held_at__isnull=False), name="email_held"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} -> {self.to}"

    @property
    def text(self) -> str:
        if self.shared is None:
            return self.own_text
        return _filled(self.shared.text, self.personal)

    @text.setter
    def text(self, words: str) -> None:
        self.own_text = words

    @property
    def html(self) -> str:
        if self.shared is None:
            return self.own_html
        return _filled(self.shared.html, {mark: escape(own) for mark, own in (self.personal or {}).items()})

    @html.setter
    def html(self, words: str) -> None:
        self.own_html = words


def _filled(words: str, personal: dict[str, str] | None) -> str:
    for mark, own in (personal or {}).items():
        words = words.replace(mark, own)
    return words


class BouncingAddress(models.Model):
    """A mailbox that does not exist, as its mail server told us. Only what its owner asks for goes there."""

    email = models.EmailField(unique=True, help_text=_("In small letters"))
    since = models.DateTimeField(_("Since"), default=timezone.now)
    last_at = models.DateTimeField(_("Last time"), default=timezone.now)
    count = models.PositiveIntegerField(_("Times it came back"), default=1)
    fault = models.CharField(_("What the mail server said"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("address that bounces")
        verbose_name_plural = _("addresses that bounce")
        constraints = [
            models.CheckConstraint(condition=Q(email=Lower("email")), name="email_in_small_letters")
        ]

    def __str__(self) -> str:
        return self.email


class Attempts(models.Model):
    """How often somebody tried something in a window of time. One row for all processes."""

    name = models.CharField(max_length=120)
    window = models.BigIntegerField()
    count = models.PositiveIntegerField(default=0)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "window"], name="one_counter_per_window")]

    def __str__(self) -> str:
        return f"{self.name}: {self.count}"
