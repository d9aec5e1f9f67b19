"""Signing: at once with a proven address, or by a link that its mailbox is sent."""

import re

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from accounts.models import User
from core import countries
from core.limits import within
from core.verdict import Refused
from petitions import emails
from petitions.mailboxes import forgotten_key, mailbox_key
from petitions.models import Petition, Signature
from petitions.permissions import may_sign
from petitions.states import (
    EMAIL_PAUSE,
    MAILBOX,
    MOST_EMAILS,
    MOST_EMAILS_EVER,
    SIGNING,
    SIGNING_KNOWN,
    SignatureState,
)

LONGEST_EMAIL = 254  # as the columns; a domain in other letters is longer in those of its mailbox's key
LINK = re.compile(r"://|\bwww\.|\.(com|net|org|info|biz|io|me|ru|рф|su|ua|укр|by|kz|eu|uk|us)\b", re.I)


# == What is written into the form ==
def check_name(name: str) -> str:
    """A person's name. No links: some sign to advertise; no formulas: lists are opened in spreadsheets."""
    name = " ".join("".join(sign for sign in name if sign.isprintable() or sign.isspace()).split())
    if not any(sign.isalpha() for sign in name):
        raise Refused(_("Write your name."))
    if len(name) > 100:
        raise Refused(_("Shorten the name to 100 characters."))
    if LINK.search(name) or name[0] in "-=+@":
        raise Refused(_("Write your name only, without a link, and not beginning with - = + or @."))
    return name


def check_email(email: str) -> str:
    email = email.strip()
    try:
        validate_email(email)
    except ValidationError:
        raise Refused(_("Write the address in full, like name@example.org")) from None
    if max(len(email), len(mailbox_key(email))) > LONGEST_EMAIL:
        raise Refused(_("Write the address in full, like name@example.org"))
    return email


def check_country(country: str) -> str:
    if country not in countries.names("en"):
        raise Refused(_("Choose the country where you live"))
    return country


# == Signing ==
def sign(
    petition: Petition,
    *,
    user: User | None = None,
    name: str = "",
    email: str = "",
    country: str = "",
    wants_news: bool = False,
    reader: str,
    visitor: str = "",
) -> Signature | None:
    """Sign once. Returns the signature where it counts at once, or None where a mailbox is asked first.

    A signed-in person's own name, proven address and country are taken. A stranger gets a link by e-mail;
    who signs again is told so by e-mail, never on the screen. `reader` is the language of the page,
    `visitor` comes from `core.limits.visitor`. Raises Refused: not open, wrong fields, too often.
    """
    petition = Petition.objects.select_related("contribution").get(pk=petition.pk)
    may_sign(user, petition).insist()
    if user is not None:
        name, email, country = user.shown_name, user.email, user.country or country
    else:
        name = check_name(name)
    email, country = check_email(email), check_country(country)
    most = SIGNING if user is None else SIGNING_KNOWN
    if visitor and not within("sign", visitor, limit=most, seconds=300):
        raise Refused(
            _("Many signatures came from here in five minutes. Wait five minutes, then sign again.")
        )
    fields = {
        "name": name[:100],
        "email": email,
        "country": country,
        "language": reader,
        "wants_news": wants_news,
    }
    if user is not None and _is_proven(user):
        return _sign_at_once(petition, user, fields)
    _ask_mailbox(petition, user, fields)
    return None


def _is_proven(user: User) -> bool:
    return EmailAddress.objects.filter(user=user, email__iexact=user.email, verified=True).exists()


@transaction.atomic
def _sign_at_once(petition: Petition, user: User, fields: dict[str, object]) -> Signature:
    key = mailbox_key(user.email)
    mine = Q(email_key__in=[key, forgotten_key(key)]) | Q(user=user)
    now = timezone.now()
    rows = _rows(petition, mine)
    if not rows:
        confirmed = {"user": user, "state": SignatureState.CONFIRMED, "confirmed_at": now}
        if row := _insert(petition, key, fields | confirmed):
            return row
        rows = _rows(petition, mine)
    row = min(rows, key=lambda row: (not row.is_confirmed, row.state == SignatureState.PENDING))
    if row.is_confirmed:
        if row.user_id is None:
            _change(row, user=user)
        return row
    if row.state == SignatureState.INVALIDATED:
        raise Refused(
            _(
                "Your signature was taken out as false. If that is wrong, write to the people who run this "
                "portal: the address stands in every e-mail you get from it."
            )
        )
    row = next((row for row in rows if row.user_id == user.pk), row)
    confirmed = {"user": user, "state": SignatureState.CONFIRMED, "confirmed_at": now, "forgotten_at": None}
    changes = fields | confirmed
    _change(row, **changes)
    return row


@transaction.atomic
def _ask_mailbox(petition: Petition, user: User | None, fields: dict[str, object]) -> None:
    key = mailbox_key(str(fields["email"]))
    mine = Q(email_key__in=[key, forgotten_key(key)])
    if user is not None:
        mine |= Q(user=user)
    now = timezone.now()
    rows = []
    for row in _rows(petition, mine):
        if row.state == SignatureState.PENDING and row.link_ends_at < now:
            row.delete()  # the next night would do it: a new link gets a time of its own
        else:
            rows.append(row)
    row = rows[0] if rows else _insert(petition, key, fields | {"user": user}) or _rows(petition, mine)[0]
    if row.emailed_at and now - row.emailed_at < EMAIL_PAUSE:
        return  # the form was sent twice
    if row.state == SignatureState.INVALIDATED or row.forgotten_at or row.emails_sent >= MOST_EMAILS_EVER:
        return
    mailbox = salted_hmac("petitions", key).hexdigest()[:24]
    if not within(f"sign-{petition.pk}", mailbox, **MOST_EMAILS):
        return  # enough was said today
    if not within("sign-mailbox", mailbox, **MAILBOX):
        raise Refused(_("Many e-mails went to this address within a day. Wait a day, then sign again."))
    corrected = ("name", "country", "wants_news", "language")
    changes = {} if row.is_confirmed else {name: fields[name] for name in corrected}
    _change(row, **changes, emails_sent=row.emails_sent + 1, emailed_at=now)
    tell = emails.already_signed if row.is_confirmed else emails.ask_to_confirm
    tell(row, row.emails_sent)


def _rows(petition: Petition, whose: Q) -> list[Signature]:
    rows = Signature.objects.filter(whose, petition=petition)
    return list(rows.select_related("petition").select_for_update(no_key=True, of=("self",)).order_by("pk"))


def _insert(petition: Petition, key: str, fields: dict[str, object]) -> Signature | None:
    """A new row, or None where this mailbox or account has one already: the database has the last word."""
    try:
        with transaction.atomic():
            return Signature.objects.create(petition=petition, email_key=key, **fields)
    except IntegrityError:
        return None


def _change(row: Signature, **changes: object) -> None:
    Signature.objects.filter(pk=row.pk).update(**changes)
    for name, value in changes.items():
        setattr(row, name, value)
