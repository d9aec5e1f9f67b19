from typing import Any

from django.conf import settings
from django.http import HttpRequest

from accounts.context import DEMO_PASSWORD, DEMO_PEOPLE


def portal(request: HttpRequest) -> dict[str, Any]:
    context: dict[str, Any] = {"portal_name": settings.PORTAL_NAME, "is_demo": settings.PORTAL_DEMO}
    if settings.PORTAL_DEMO:
        context |= {"demo_people": DEMO_PEOPLE, "demo_password": DEMO_PASSWORD}
    return context
