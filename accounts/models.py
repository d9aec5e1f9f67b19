from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.querysets import InvitationQuerySet, MembershipQuerySet, OfficeQuerySet, UserManager


class Role(models.TextChoices):
    CITIZEN = "citizen", _("Citizen")
    MODERATOR = "moderator", _("Moderator")
    FACILITATOR = "facilitator", _("Facilitator")
    OFFICIAL = "official", _("Official")
    OPERATOR = "operator", _("Operator")


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account. What is shown of them: a name they chose and the country where they live."""

    email = models.EmailField(_("E-mail address"), unique=True)
    display_name = models.CharField(_("Name shown"), max_length=60, blank=True)
    country = models.CharField(_("Country where you live"), max_length=2, blank=True)
    languages = ArrayField(
        models.CharField(max_length=8), default=list, blank=True, verbose_name=_("Languages you read")
    )
    language = models.CharField(_("Language of the portal and its e-mails"), max_length=8, default="en")
    role = models.CharField(_("Role"), max_length=12, choices=Role, default=Role.CITIZEN)
    served_until = models.DateTimeField(
        _("Worked for the portal or an office until"),
        null=True,
        editable=False,
        help_text=_("What was published before is not counted as the public's"),
    )
    is_staff = models.BooleanField(_("May use the administration"), default=False)
    is_active = models.BooleanField(_("Active"), default=True)
    is_example = models.BooleanField(_("Example"), default=False)
    date_joined = models.DateTimeField(_("Joined"), default=timezone.now)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.UniqueConstraint(Lower("email"), name="one_account_per_email"),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="role_is_known"),
        ]

    def __str__(self) -> str:
        return self.shown_name

    @property
    def shown_name(self) -> str:
        return self.display_name or str(_("No name given"))

    @property
    def is_moderator(self) -> bool:
        return self.is_active and self.role in (Role.MODERATOR, Role.OPERATOR)

    @property
    def is_facilitator(self) -> bool:
        return self.is_active and self.role in (Role.FACILITATOR, Role.OPERATOR)

    @property
    def is_official(self) -> bool:
        return self.is_active and self.role == Role.OFFICIAL

    @property
    def is_operator(self) -> bool:
        return self.is_active and self.role == Role.OPERATOR

    @property
    def needs_second_factor(self) -> bool:
        """Whoever can act on others' words proves twice who they are."""
        return self.is_staff or self.role != Role.CITIZEN


class Office(models.Model):
    """A public body whose officials read digests and answer."""

    TRACE_IS_FOR_OPERATORS: ClassVar[bool] = True  # what its managers chose, with addresses

    slug = models.SlugField(unique=True)
    name = models.CharField(_("Name"), max_length=160)
    about = models.TextField(_("About"), blank=True)
    desk_email = models.EmailField(_("E-mail address of the desk"), blank=True)
    releases_needed = models.PositiveSmallIntegerField(
        _("Moderators who release a digest"),
        default=0,
        validators=[MaxValueValidator(2)],
        help_text=_("So many read it before it goes out: none, one or two."),
    )
    answers_need_two = models.BooleanField(
        _("An answer is published by a second person"),
        default=False,
        help_text=_("Whoever wrote it asks; another official of the office publishes it or gives it back."),
    )
    is_example = models.BooleanField(_("Example"), default=False)

    objects = OfficeQuerySet.as_manager()

    class Meta:
        verbose_name = _("office")
        verbose_name_plural = _("offices")
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    office = models.ForeignKey(Office, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    is_manager = models.BooleanField(_("Manages the office"), default=False)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("official")
        verbose_name_plural = _("officials")
        constraints = [models.UniqueConstraint(fields=["office", "user"], name="member_once")]

    def __str__(self) -> str:
        return f"{self.user_id} · {self.office}"  # the administration's log keeps it: no name


INVITATION_LASTS = timedelta(days=14)


def end_of_invitation() -> datetime:
    return timezone.now() + INVITATION_LASTS


class Invitation(models.Model):
    """Somebody is asked to speak for an office. The link in the e-mail is signed; nothing secret is kept."""

    office = models.ForeignKey(Office, models.CASCADE, related_name="invitations")
    email = models.EmailField(_("E-mail address"))
    language = models.CharField(
        _("Language of the e-mail"), max_length=8, choices=settings.LANGUAGES, default="en"
    )
    by = models.ForeignKey(User, models.SET_NULL, null=True, editable=False, related_name="invitations_sent")
    made_at = models.DateTimeField(_("Sent"), default=timezone.now, editable=False)
    expires_at = models.DateTimeField(
        pgettext_lazy("invitation", "Open until"), default=end_of_invitation, editable=False
    )
    accepted_at = models.DateTimeField(_("Accepted"), null=True, editable=False)
    accepted_by = models.ForeignKey(
        User, models.SET_NULL, null=True, editable=False, related_name="invitations_accepted"
    )
    withdrawn_at = models.DateTimeField(_("Withdrawn"), null=True, editable=False)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                "office",
                Lower("email"),
                condition=models.Q(accepted_at=None, withdrawn_at=None),
                name="invited_once_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.pk} · {self.office}"  # the administration's log keeps it: no address

    @property
    def is_open(self) -> bool:
        return not self.accepted_at and not self.withdrawn_at and self.expires_at > timezone.now()

    @property
    def shown_by(self) -> str:
        return self.by.display_name if self.by else ""
