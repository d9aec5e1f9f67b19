from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from answers.models import Answer, exactly_one
from consultations.models import Consultation
from forums.models import Thread
from notices.querysets import NoticeQuerySet
from petitions.models import Petition
from topics.models import Topic

FOLLOWED = ("petition", "thread", "consultation", "topic")


class Reason(models.TextChoices):
    """Why somebody is told; the closest comes first."""

    SIGNED = "signed", _("You signed it.")
    STARTED = "started", _("You started it.")
    WROTE = "wrote", _("You wrote in it.")
    TOOK_PART = "took_part", _("You took part in it.")
    FOLLOWS = "follows", _("You follow it.")
    FOLLOWS_TOPIC = "follows_topic", _("You follow its topic.")


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


class Notice(models.Model):
    """One piece of news for one person, who may have an account or only an address."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="notices")
    email = models.EmailField()
    language = models.CharField(max_length=8)
    answer = models.ForeignKey(Answer, models.CASCADE, related_name="notices")
    reason = models.CharField(max_length=16, choices=Reason, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    emailed_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = [models.UniqueConstraint(fields=["answer", "email"], name="told_once")]
        indexes = [
            models.Index(
                fields=["created_at", "id"], condition=models.Q(emailed_at=None), name="notices_to_email"
            ),
            models.Index(fields=["user", "-created_at"], name="notices_of_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.answer} -> {self.user or self.pk}"


class Told(models.Model):
    """Everyone concerned by this answer has a notice: so the news is never announced twice."""

    answer = models.OneToOneField(Answer, models.CASCADE, primary_key=True, related_name="told")
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return str(self.answer)


class Silence(models.Model):
    """This address wants no notices by e-mail."""

    email = models.EmailField(unique=True)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.email
