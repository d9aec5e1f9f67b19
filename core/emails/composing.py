"""The words of an e-mail: from its templates, in one language."""

from email.headerregistry import Address
from email.utils import parseaddr
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.utils import translation
from django.utils.translation import gettext

from core.emails.inlining import inlined


def compose(template: str, context: dict[str, Any], language: str) -> tuple[str, str, str]:
    """Subject, text and HTML of `<app>/email/<name>` in one language.

    The .txt begins with "Subject: …" and an empty line; the .html is optional.
    """
    with translation.override(language):
        context = {
            "portal_url": settings.PORTAL_URL,
            "portal_name": str(settings.PORTAL_NAME),
            "language": language,
            **context,
        }
        head, _, text = get_template(f"{template}.txt").render(context).lstrip().partition("\n\n")
        try:
            html = inlined(get_template(f"{template}.html").render(context))
        except TemplateDoesNotExist as fault:
            if str(fault) != f"{template}.html":
                raise
            html = ""
    return " ".join(head.removeprefix("Subject:").split()), text.strip() + "\n", html


def host() -> str:
    """The portal's name on the net, for Message-ID and List-Id."""
    return urlsplit(settings.PORTAL_URL).hostname or "localhost"


def sender(language: str) -> str:
    """EMAIL_FROM; its name in the reader's language, where it is one that the portal has words for."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    with translation.override(language):
        return str(Address(gettext(name) if name else "", addr_spec=address))
