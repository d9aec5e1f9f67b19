"""The talks themselves, as data: another peace process is another set of rows."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Office
from topics.querysets import MilestoneQuerySet, ObservationQuerySet, RoundQuerySet, TopicQuerySet
from topics.states import OBSERVED, BackgroundKind, MilestoneState, PartyKind, Seen


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


class Topic(models.Model):
    slug = models.SlugField(unique=True)
    title = models.CharField(_("Title"), max_length=120)
    summary = models.TextField(_("Summary"), blank=True)
    concerns = models.TextField(_("Key concerns"), blank=True, help_text=_("One a line"))
    collaboration = models.TextField(_("Areas for collaboration"), blank=True, help_text=_("One a line"))
    order = models.PositiveSmallIntegerField(_("Order"), default=0)
    offices = models.ManyToManyField(
        Office,
        blank=True,
        related_name="topics",
        verbose_name=_("Offices that answer"),
        help_text=_("They are told what waits for an answer about it; if none is named, every office is."),
    )

    objects = TopicQuerySet.as_manager()

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["order", "slug"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("topics:topic", args=[self.slug])

    @property
    def concern_list(self) -> list[str]:
        return lines(self.concerns)

    @property
    def collaboration_list(self) -> list[str]:
        return lines(self.collaboration)


class Party(models.Model):
    """Who sits at the table or has a stake in it, and what they say their interests are."""

    slug = models.SlugField(unique=True)
    name = models.CharField(_("Name"), max_length=120)
    kind = models.CharField(_("Kind"), max_length=12, choices=PartyKind, default=PartyKind.GOVERNMENT)
    interests = models.TextField(_("Interests"), blank=True, help_text=_("One a line"))

    class Meta:
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.name

    @property
    def interest_list(self) -> list[str]:
        return lines(self.interests)


class Round(models.Model):
    number = models.PositiveSmallIntegerField(_("Number"), unique=True)
    title = models.CharField(_("Title"), max_length=120)
    begins_on = models.DateField(_("Begins on"))
    ends_on = models.DateField(_("Ends on"), null=True, blank=True)

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("round")
        verbose_name_plural = _("rounds")
        ordering = ["number"]

    def __str__(self) -> str:
        return self.title


class Milestone(models.Model):
    slug = models.SlugField(unique=True)
    title = models.CharField(_("Title"), max_length=160)
    state = models.CharField(
        _("State"), max_length=12, choices=MilestoneState, default=MilestoneState.PLANNED
    )
    timeline = models.CharField(_("Timeline"), max_length=120, blank=True)
    due_on = models.DateField(_("Due on"), null=True, blank=True)
    done_on = models.DateField(_("Done on"), null=True, blank=True)
    parties = models.ManyToManyField(Party, related_name="milestones", blank=True, verbose_name=_("Parties"))
    topics = models.ManyToManyField(Topic, related_name="milestones", blank=True, verbose_name=_("Topics"))
    order = models.PositiveSmallIntegerField(_("Order"), default=0)

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ["order", "due_on"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=MilestoneState.values), name="milestone_state_known"
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("topics:milestone", args=[self.slug])

    @property
    def can_be_observed(self) -> bool:
        return self.state in OBSERVED


class Observation(models.Model):
    """What one person says of a milestone where they live: a report, never a verification."""

    milestone = models.ForeignKey(Milestone, models.CASCADE, related_name="observations")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="observations")
    seen = models.CharField(max_length=10, choices=Seen)
    at = models.DateTimeField(default=timezone.now, help_text=_("Said, or changed"))

    objects = ObservationQuerySet.as_manager()

    class Meta:
        verbose_name = _("observation")
        verbose_name_plural = _("observations")
        constraints = [
            models.UniqueConstraint(fields=["milestone", "user"], name="one_observation_each"),
            models.CheckConstraint(condition=models.Q(seen__in=Seen.values), name="observation_known"),
        ]

    def __str__(self) -> str:
        return f"{self.milestone_id}: {self.seen}"


class Background(models.Model):
    """What a newcomer wants to know: history, words, questions people ask, documents."""

    slug = models.SlugField(unique=True)
    kind = models.CharField(_("Kind"), max_length=12, choices=BackgroundKind)
    title = models.CharField(_("Title"), max_length=200)
    body = models.TextField(_("Text"), help_text=_("Markdown"))
    topic = models.ForeignKey(Topic, models.SET_NULL, null=True, blank=True, related_name="background")
    source_url = models.URLField(_("Source"), blank=True)
    order = models.PositiveSmallIntegerField(_("Order"), default=0)

    class Meta:
        verbose_name = _("background page")
        verbose_name_plural = _("background pages")
        ordering = ["order", "slug"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("topics:background_page", args=[self.slug])
