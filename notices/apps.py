from typing import Any

from allauth.account.signals import email_changed
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    name = "notices"
    verbose_name = _("Notices")

    def ready(self) -> None:
        email_changed.connect(take_choice_along)


def take_choice_along(*, user: Any, from_email_address: Any, to_email_address: Any, **kwargs: Any) -> None:
    """allauth knows when an address was changed, and says so in no other way."""
    from notices import actions

    if from_email_address:
        actions.take_along(from_email_address.email, to_email_address.email, user=user)
