"""What a mailbox is told about a signature. Nobody learns on the screen whether an address has signed."""

from typing import Any

from django.core import signing
from django.urls import reverse
from django.utils import translation

from core import emails
from core.links import absolute
from core.models import Urgency
from petitions.models import Signature
from petitions.states import MOST_EMAILS_EVER

SALT = "petitions.confirm"


def link_to_confirm(signature: Signature) -> str:
    token = signing.dumps(signature.pk, salt=SALT)
    return absolute(reverse("petitions:confirm", args=[token]))


def _queue(name: str, signature: Signature, number: int, **context: Any) -> None:
    petition = signature.petition
    with translation.override(signature.language):
        context |= {
            "signature": signature,
            "petition": petition,
            "petition_url": absolute(petition.get_absolute_url()),
            "title": petition.title_in(signature.language),
        }
    emails.write(
        f"petitions/email/{name}",
        context,
        to=signature.email,
        key=f"petitions:{name}:{signature.pk}:{number}",
        language=signature.language,
        urgency=Urgency.CONFIRM,
    )


def ask_to_confirm(signature: Signature, number: int) -> None:
    with translation.override(signature.language):
        link = link_to_confirm(signature)
    _queue("confirm", signature, number, confirm_url=link, is_last=number >= MOST_EMAILS_EVER)


def already_signed(signature: Signature, number: int) -> None:
    _queue("already_signed", signature, number)
