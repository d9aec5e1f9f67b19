import re
from datetime import datetime

from allauth.account.models import EmailAddress
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from core import advisory, countries
from core.limits import within
from core.states import StateChange
from core.templatetags.times import full_day
from core.verdict import Refused
from petitions import emails
from petitions.actions.counts import COUNTING, uncount
from petitions.actions.mailboxes import mailbox_key
from petitions.models import Petition, Signature
from petitions.permissions import may_check_signatures, may_sign
from petitions.states import (
    EMAIL_PAUSE,
    GRACE,
    LINK_LASTS,
    MAILBOX,
    MOST_EMAILS,
    NAMES_KEPT,
    SIGNATURE_MOVES,
    SIGNING,
    SIGNING_KNOWN,
    SignatureState,
    State,
)

LINK = re.compile(r"://|\bwww\.|\.(com|net|org|info|biz|io|me|ru|рф|su|ua|укр|by|kz|eu|uk|us)\b", re.I)
USED = gettext_lazy("This link was used before: the signature is confirmed. There is nothing more to do.")


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
    if len(email) > 254:
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
            _("Your signature was taken out as false. If that is a mistake, write to the moderators.")
        )
    row = next((row for row in rows if row.user_id == user.pk), row)
    changes = {**fields, "user": user, "state": SignatureState.CONFIRMED, "confirmed_at": now}
    _change(row, **changes)
    return row


@transaction.atomic
def _ask_mailbox(petition: Petition, user: User | None, fields: dict[str, object]) -> None:
    key = mailbox_key(str(fields["email"]))
    mine = Q(email_key__in=[key, forgotten_key(key)])
    if user is not None:
        mine |= Q(user=user)
    rows = _rows(petition, mine)
    row = rows[0] if rows else _insert(petition, key, fields | {"user": user}) or _rows(petition, mine)[0]
    now = timezone.now()
    if row.emails_sent >= MOST_EMAILS or (row.emailed_at and now - row.emailed_at < EMAIL_PAUSE):
        return  # enough was said, or the form was sent twice
    if row.state == SignatureState.INVALIDATED or row.forgotten_at:
        return
    if not within("sign-mailbox", salted_hmac("petitions", key).hexdigest()[:24], **MAILBOX):
        raise Refused(_("Many e-mails went to this address within an hour. Wait an hour, then sign again."))
    changes = {} if row.is_confirmed else {name: fields[name] for name in ("name", "country", "wants_news")}
    _change(row, **changes, language=fields["language"], emails_sent=row.emails_sent + 1, emailed_at=now)
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


# == The link in the e-mail ==
def signature_of(token: str) -> Signature:
    """The signature that the link confirms. Raises Refused: the link is wrong, too old, used, or too late."""
    try:
        pk = signing.loads(token, salt=emails.SALT, max_age=LINK_LASTS)
        row = Signature.objects.select_related("petition__contribution").get(pk=pk)
    except signing.SignatureExpired:
        raise Refused(_("This link is older than 30 days. Sign again, and you get a new one.")) from None
    except (signing.BadSignature, Signature.DoesNotExist, ValueError, TypeError):
        raise Refused(
            _("This link is wrong or not complete. Open it from the e-mail again, or copy the whole of it.")
        ) from None
    if row.is_confirmed:
        raise Refused(str(USED))
    if row.state == SignatureState.INVALIDATED:
        raise Refused(_("Those who check signatures took this one out, so it can no longer be confirmed."))
    if (too_late := _too_late(row.petition, row.created_at)) is not None:
        raise Refused(
            _("This petition closed on %(day)s, and links worked for 24 hours more. It was not counted.")
            % {"day": full_day(too_late)}
        )
    if not row.petition.is_public:
        may_sign(None, row.petition).insist()
    return row


def _too_late(petition: Petition, signed_at: datetime) -> datetime | None:
    """When the petition closed, if this signature came after it or its day of grace is over."""
    closed = petition.closed_at if petition.state == State.CLOSED else petition.closes_at
    if petition.is_open or not petition.is_public or closed is None:
        return None
    return closed if signed_at > closed or timezone.now() > closed + GRACE else None


def confirm(token: str) -> Signature:
    """Open the link: the signature counts from now on. Raises Refused as `signature_of` does."""
    row = signature_of(token)
    now = timezone.now()
    waiting = Signature.objects.filter(pk=row.pk, state=SignatureState.PENDING)
    if not waiting.update(state=SignatureState.CONFIRMED, confirmed_at=now):
        raise Refused(str(USED))
    row.state, row.confirmed_at = SignatureState.CONFIRMED, now
    return row


# == Afterwards ==
def invalidate(signature: Signature, *, by: User, why: str) -> Signature:
    """Take out a false signature: the count falls, and a threshold goes back. It cannot be signed again."""
    may_check_signatures(by).insist()
    with advisory.lock(COUNTING):
        row = Signature.objects.select_for_update(no_key=True).get(pk=signature.pk)
        if SignatureState.INVALIDATED not in SIGNATURE_MOVES[SignatureState(row.state)]:
            raise Refused(_("This signature was taken out before."))
        was_counted, before = row.counted_at is not None, row.state
        _change(row, state=SignatureState.INVALIDATED, counted_at=None)
        if was_counted:
            uncount(row.petition_id)
        StateChange.objects.create(
            kind="petitions.signature", object_id=row.pk, by=by, before=before, after=row.state, why=why
        )
    signature.state, signature.counted_at = row.state, None
    return signature


def forgotten_key(key: str) -> str:
    """What stays of a mailbox that is forgotten, so that it still signs once."""
    return f"gone:{salted_hmac('petitions.signature', key).hexdigest()}"


def forget_names(batch: int = 500) -> int:
    """Remove names and addresses that nobody needs any more; the count stays. Returns how many.

    Of petitions that closed half a year ago, and of people who closed their account.
    """
    now = timezone.now()
    with transaction.atomic():
        rows = list(
            Signature.objects.with_names_to_forget(now - NAMES_KEPT)
            .select_for_update(no_key=True, skip_locked=True, of=("self",))[:batch]
        )  # fmt: skip
        for row in rows:
            row.email_key = forgotten_key(row.email_key)
            row.name, row.email, row.user, row.wants_news, row.forgotten_at = "", "", None, False, now
        fields = ["email_key", "name", "email", "user", "wants_news", "forgotten_at"]
        Signature.objects.bulk_update(rows, fields)
    return len(rows)


def drop_unconfirmed() -> int:
    """Signatures whose link has run out without being opened, with their names and addresses."""
    before = timezone.now() - LINK_LASTS - GRACE
    return (
        Signature.objects.filter(state=SignatureState.PENDING, created_at__lt=before)
        .exclude(emailed_at__gte=before)
        .delete()[0]
    )
