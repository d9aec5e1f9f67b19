"""What a role may do in the administration: one table instead of groups that drift."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from accounts.models import Role, User

# role -> an app or one model of it -> what may be done
MAY = {
    Role.MODERATOR: {
        "moderation": {"view", "add", "change"},
        "contributions": {"view", "add", "change"},  # translations; words themselves are read only
        "petitions": {"view"},
        "forums": {"view"},
        "consultations": {"view"},
        "digests.quote": {"view"},
        "digests.digest": {"view"},
        "core": {"view"},
    },
    Role.FACILITATOR: {
        "consultations": {"view", "add", "change"},
        "topics": {"view", "add", "change"},
        "forums": {"view", "add", "change"},
    },
}


class RoleBackend(ModelBackend):
    """Django's password check, with permissions from the table above."""

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        if not isinstance(user_obj, User) or not user_obj.is_active or obj is not None:
            return False
        if user_obj.role == Role.OPERATOR:
            return True
        app, _, code = perm.partition(".")
        action, _, model = code.partition("_")
        may = MAY.get(Role(user_obj.role), {})
        return action in may.get(app, set()) | may.get(f"{app}.{model}", set())

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        return (
            isinstance(user_obj, User)
            and user_obj.is_active
            and (user_obj.role == Role.OPERATOR or app_label in apps_of(Role(user_obj.role)))
        )


def apps_of(role: Role) -> set[str]:
    return {name.partition(".")[0] for name in MAY.get(role, {})}


def email_tried(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """For django-axes: whose sign-in is tried, as accounts are found by it."""
    given = credentials or {}
    email = given.get("email") or given.get("login") or request.POST.get("login", "")
    return str(email).strip().lower()[:255]  # no more fits into its table
