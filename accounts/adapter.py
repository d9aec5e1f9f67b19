import time
from typing import Any, cast

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language

from accounts.models import Role, User
from core import emails
from core.limits import address
from core.models import Urgency

DESKS = {Role.MODERATOR: "admin:moderation_case_changelist", Role.OFFICIAL: "digests:subscriptions"}


class Adapter(DefaultAccountAdapter):
    """allauth, with the portal's outbox for its e-mails and the portal's idea of an address."""

    def get_client_ip(self, request: HttpRequest) -> str:
        return address(request)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Where each role's work waits."""
        return reverse(DESKS.get(Role(cast(User, request.user).role), "home"))

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not within minutes of signing in: who comes to set a second factor has just proved who it is."""
        records = get_authentication_records(self.request, self.request.user)
        latest = max((record["at"] for record in records), default=0)
        if time.time() - latest < app_settings.REAUTHENTICATION_TIMEOUT:
            return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))

    def clean_email(self, email: str) -> str:
        return super().clean_email(email).lower()

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        mail = self.render_mail(template_prefix, email, {"email": email} | context)
        alternatives = getattr(mail, "alternatives", [])
        emails.queue(
            to=email,
            subject=mail.subject,
            text=str(mail.body),
            html=str(alternatives[0][0]) if alternatives else "",
            key=f"account:{template_prefix}:{emails.fresh_key()}",
            language=get_language() or "en",  # of the page: it is rendered in that
            urgency=Urgency.CONFIRM,
        )
