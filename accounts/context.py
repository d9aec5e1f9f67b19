from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core.pages import is_stranger

# The demonstration's log-ins; `load_example` makes them, the sign-in page offers them.
DEMO_PEOPLE = [
    {"role": _("Citizen"), "email": "olena@example.org", "may": _("write, sign, vote, follow")},
    {"role": _("Moderator"), "email": "moderator@example.org", "may": _("work the queue")},
    {"role": _("Facilitator"), "email": "facilitator@example.org", "may": _("open consultations")},
    {"role": _("Official"), "email": "office@example.org", "may": _("read digests, publish answers")},
    {"role": _("Operator"), "email": "operator@example.org", "may": _("everything in the administration")},
]
DEMO_PASSWORD = "common ground"


def viewer(request: HttpRequest) -> dict[str, Any]:
    """`viewer`: the person signed in, or None; a stranger's session is never touched."""
    if request is None or is_stranger(request) or not hasattr(request, "user"):
        return {"viewer": None}
    return {"viewer": request.user if request.user.is_authenticated else None}
