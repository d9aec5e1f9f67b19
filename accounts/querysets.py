from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.base_user import BaseUserManager
from django.db.models import Count, Q, QuerySet

if TYPE_CHECKING:
    from accounts.models import Invitation, Membership, Office, User  # noqa: F401 - named in strings


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(
            email, password, **{"role": "operator", "is_staff": True, "is_superuser": True, **fields}
        )

    def get_by_natural_key(self, email: str | None) -> "User":
        return self.get(email__iexact=email)

    def moderators(self) -> QuerySet["User"]:
        """As `User.is_moderator`."""
        return self.filter(is_active=True, role__in=("moderator", "operator"))

    def serving(self, at: Any) -> QuerySet["User"]:
        """Who works for the portal or an office, or did so `at` that time: they are not the public."""
        ever = self.exclude(role="citizen", served_until=None)  # few, so that the rest is asked of few
        return ever.filter(~Q(role="citizen") | Q(served_until__gte=at))


class OfficeQuerySet(QuerySet["Office"]):
    def of(self, user: "User") -> Self:
        """The offices that this person speaks for."""
        return self.filter(memberships__user=user)


class MembershipQuerySet(QuerySet["Membership"]):
    def speaking(self) -> Self:
        """Of those who can speak for the office now."""
        return self.filter(user__is_active=True, user__role="official")

    def managing(self) -> Self:
        return self.speaking().filter(is_manager=True)

    def for_page(self) -> Self:
        """With the number of their second factors (`factors`), in the order of a list."""
        rows = self.select_related("user").annotate(factors=Count("user__authenticator"))
        return rows.order_by("-is_manager", "user__display_name", "pk")


class InvitationQuerySet(QuerySet["Invitation"]):
    def open(self, now: datetime) -> Self:
        return self.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=now)

    def expired(self, now: datetime) -> Self:
        return self.filter(accepted_at=None, withdrawn_at=None, expires_at__lte=now)

    def over_since(self, day: datetime) -> Self:
        """Withdrawn or run out by then; those that were accepted are in the list of officials."""
        return self.filter(Q(withdrawn_at__lt=day) | Q(expires_at__lt=day), accepted_at=None)
