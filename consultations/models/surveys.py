"""The survey: what is asked, and one sheet of answers per person."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultations.models.consultations import Consultation
from consultations.querysets.surveys import OpenAnswerQuerySet, ParticipantQuerySet, QuestionQuerySet
from consultations.states import CHOICES, SCALE, QuestionKind
from contributions.models import Contribution


class Question(models.Model):
    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="questions")
    kind = models.CharField(_("Kind"), max_length=10, choices=QuestionKind, default=QuestionKind.ONE)
    text = models.CharField(_("Question"), max_length=200)
    hint = models.CharField(_("Hint"), max_length=300, blank=True)
    required = models.BooleanField(_("Must be answered"), default=False)
    order = models.PositiveSmallIntegerField(_("Order"), default=0)
    scale_low = models.CharField(_("What 1 means"), max_length=60, blank=True)
    scale_high = models.CharField(_("What 5 means"), max_length=60, blank=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=QuestionKind.values), name="question_kind_known")
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def has_options(self) -> bool:
        return self.kind in CHOICES


class Option(models.Model):
    question = models.ForeignKey(Question, models.CASCADE, related_name="options")
    label = models.CharField(_("Answer"), max_length=200)
    order = models.PositiveSmallIntegerField(_("Order"), default=0)

    class Meta:
        verbose_name = _("answer to choose")
        verbose_name_plural = _("answers to choose")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.label


class Participant(models.Model):
    """Somebody who takes part: a person with an account, or a number from another system."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="participants")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="participations"
    )
    import_key = models.CharField(max_length=80, null=True, blank=True)  # noqa: DJ001 - unique

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["consultation", "user"], name="one_participant_per_person"),
            models.UniqueConstraint(fields=["consultation", "import_key"], name="imported_once"),
        ]

    def __str__(self) -> str:
        return f"{self.consultation_id}: {self.pk}"


class Sheet(models.Model):
    """One person's answers to the survey, sent together and once."""

    participant = models.OneToOneField(Participant, models.CASCADE, related_name="sheet")
    sent_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"sheet {self.pk}"


class Choice(models.Model):
    """An option that was chosen, or a number on a scale."""

    sheet = models.ForeignKey(Sheet, models.CASCADE, related_name="choices")
    question = models.ForeignKey(Question, models.PROTECT, related_name="choices")
    option = models.ForeignKey(Option, models.PROTECT, null=True, related_name="choices")
    number = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(option__isnull=False, number__isnull=True)
                | Q(option__isnull=True, number__isnull=False),
                name="an_option_or_a_number",
            ),
            models.CheckConstraint(
                condition=Q(number__isnull=True) | Q(number__range=(SCALE[0], SCALE[-1])),
                name="number_on_the_scale",
            ),
            models.UniqueConstraint(fields=["sheet", "question", "option"], name="option_chosen_once"),
            models.UniqueConstraint(
                fields=["sheet", "question"],
                condition=Q(number__isnull=False),
                name="one_number_per_question",
            ),
        ]

    def __str__(self) -> str:
        return str(self.option_id or self.number)


class OpenAnswer(models.Model):
    contribution = models.OneToOneField(
        Contribution, models.CASCADE, primary_key=True, related_name="open_answer"
    )
    sheet = models.ForeignKey(Sheet, models.CASCADE, related_name="open_answers")
    question = models.ForeignKey(Question, models.PROTECT, related_name="open_answers")

    objects = OpenAnswerQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sheet", "question"], name="one_text_per_question")]

    def __str__(self) -> str:
        return str(self.contribution)

    def get_absolute_url(self) -> str:
        path = reverse("consultations:answers", args=[self.question.consultation.slug, self.question_id])
        return f"{path}?answer={self.pk}#words-{self.pk}"
