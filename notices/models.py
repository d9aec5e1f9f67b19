"""What has happened, who is told of it, and how often an address wants to hear."""

from typing import cast

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from answers.models import Answer
from consultations.models import Consultation
from core.models import exactly_one
from forums.models import Thread
from notices.querysets import NewsQuerySet, NoticeQuerySet, RecipientQuerySet
from notices.states import Frequency, Kind, Reason
from petitions.models import Petition, Threshold
from topics.models import Topic

FOLLOWED = ("petition", "thread", "consultation", "topic")
HAPPENED_TO = ("answer", "withdrawn", "petition", "consultation")


class Follow(models.Model):
    """A person wants to hear what becomes of this."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="follows")
    petition = models.ForeignKey(Petition, models.CASCADE, null=True, blank=True, related_name="follows")
    thread = models.ForeignKey(Thread, models.CASCADE, null=True, blank=True, related_name="follows")
    consultation = models.ForeignKey(
        Consultation, models.CASCADE, null=True, blank=True, related_name="follows"
    )
    topic = models.ForeignKey(Topic, models.CASCADE, null=True, blank=True, related_name="follows")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("follow")
        verbose_name_plural = _("follows")
        constraints = [
            models.CheckConstraint(condition=exactly_one(FOLLOWED), name="follow_has_one_target"),
            *(
                models.UniqueConstraint(fields=["user", name], name=f"follows_{name}_once")
                for name in FOLLOWED
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} follows {self.petition or self.thread or self.consultation or self.topic}"


class News(models.Model):
    """What happened that people are told of, once: an answer, its withdrawal, a number reached, an end."""

    answer = models.OneToOneField(Answer, models.CASCADE, null=True, related_name="news")
    withdrawn = models.OneToOneField(Answer, models.CASCADE, null=True, related_name="news_of_its_end")
    petition = models.ForeignKey(Petition, models.CASCADE, null=True, related_name="news")
    threshold = models.ForeignKey(Threshold, models.CASCADE, null=True, related_name="news")
    consultation = models.OneToOneField(Consultation, models.CASCADE, null=True, related_name="news")
    at = models.DateTimeField(_("Happened"))
    told_at = models.DateTimeField(_("Everyone has a notice"), null=True)

    objects = NewsQuerySet.as_manager()

    class Meta:
        verbose_name = _("piece of news")
        verbose_name_plural = _("news")
        constraints = [
            models.CheckConstraint(condition=exactly_one(HAPPENED_TO), name="news_of_one_thing"),
            models.CheckConstraint(
                condition=Q(threshold=None) | Q(petition__isnull=False), name="petitions_reach_thresholds"
            ),
            models.UniqueConstraint(
                fields=["petition", "threshold"],
                condition=Q(petition__isnull=False),
                nulls_distinct=False,
                name="news_of_a_petition_once",
            ),
        ]
        indexes = [models.Index(fields=["at"], condition=Q(told_at=None), name="news_to_tell")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.about}"

    @property
    def kind(self) -> Kind:
        if self.answer:
            return Kind.ANSWERED
        if self.withdrawn:
            return Kind.WITHDRAWN
        return Kind.REACHED if self.threshold_id else Kind.CLOSED

    @property
    def about(self) -> Petition | Thread | Consultation:
        answer = self.answer or self.withdrawn
        found = answer.target if answer else self.petition or self.consultation
        return cast("Petition | Thread | Consultation", found)


class Recipient(models.Model):
    """An address that is told of news, and how often it wants to be."""

    email = models.EmailField(unique=True)
    frequency = models.CharField(_("How often"), max_length=8, choices=Frequency, default=Frequency.AT_ONCE)
    chosen_at = models.DateTimeField(_("Chosen"), null=True)

    objects = RecipientQuerySet.as_manager()

    class Meta:
        verbose_name = _("recipient")
        verbose_name_plural = _("recipients")
        constraints = [
            models.CheckConstraint(
                condition=Q(frequency__in=Frequency.values), name="recipient_frequency_known"
            )
        ]

    def __str__(self) -> str:
        return self.email


class Bundle(models.Model):
    """The notices that one recipient gets in one e-mail; a window of time is never sent twice."""

    recipient = models.ForeignKey(Recipient, models.CASCADE, related_name="bundles")
    until = models.DateTimeField(_("News until"))
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("bundle")
        verbose_name_plural = _("bundles")
        constraints = [models.UniqueConstraint(fields=["recipient", "until"], name="bundle_sent_once")]

    def __str__(self) -> str:
        return f"{self.recipient_id}: {self.until:%Y-%m-%d %H:%M}"


class Notice(models.Model):
    """One piece of news for one person, who may have an account or only an address."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="notices")
    recipient = models.ForeignKey(Recipient, models.CASCADE, related_name="notices")
    language = models.CharField(max_length=8)
    news = models.ForeignKey(News, models.CASCADE, related_name="notices")
    reason = models.CharField(max_length=16, choices=Reason, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    emailed_at = models.DateTimeField(null=True, help_text=_("In the outbox, or not wanted by e-mail"))
    bundle = models.ForeignKey(Bundle, models.SET_NULL, null=True, related_name="notices")
    read_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = [models.UniqueConstraint(fields=["news", "recipient"], name="told_once")]
        indexes = [
            models.Index(
                fields=["recipient", "created_at"], condition=Q(emailed_at=None), name="notices_to_email"
            ),
            models.Index(fields=["user", "-created_at"], name="notices_of_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.news} -> {self.user or self.recipient_id}"
