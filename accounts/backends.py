"""What a role may do in the administration: one table instead of groups that drift."""

from typing import Any

from django.contrib.auth.backends import ModelBackend

from accounts.models import Role, User

# role -> (app, actions); "*" is every model of the app
MAY = {
    Role.MODERATOR: {
        "moderation": {"view", "add", "change"},
        "contributions": {"view", "add", "change"},  # translations; words themselves are read only
        "petitions": {"view"},
        "forums": {"view"},
        "consultations": {"view"},
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
        return code.split("_")[0] in MAY.get(Role(user_obj.role), {}).get(app, set())

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        return (
            isinstance(user_obj, User)
            and user_obj.is_active
            and (user_obj.role == Role.OPERATOR or app_label in MAY.get(Role(user_obj.role), {}))
        )
