"""A person's own data: take it along, have it changed by an operator, or have it forgotten."""

from datetime import timedelta
from typing import Any

from allauth.account.internal.stagekit import LOGIN_SESSION_KEY
from allauth.account.models import EmailAddress
from allauth.account.signals import email_changed
from allauth.account.utils import url_str_to_user_pk
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.auth import SESSION_KEY
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import CASCADE, F, ForeignObjectRel, ManyToManyRel, Model, Q, QuerySet
from django.forms.models import model_to_dict
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from accounts.actions.offices import hand_over
from accounts.actions.speaking import change_role, hold_words
from accounts.models import Invitation, Role, User
from core.verdict import Refused

# Rows about a person that they may take along, by the names of the tables that point at `User`.
PRIVATE = {"logentry", "authenticator", "statechange", "password", "invitation"}
OWNERS = {"participant", "sheet"}  # rows that stand for a person elsewhere; what hangs on them is theirs too
# Of what would go with the row of a person, what stays when the account is closed: it counts; it was done in
# the administration; by it `notices.tasks.forget` finds the address that is to go.
STAYS = {"topics.observation", "admin.logentry", "notices.notice"}

# Rows that know a person by the address alone. Of those in SIGNED some do: signing takes no account.
BY_ADDRESS = ("notices.recipient", "core.bouncingaddress")
SIGNED = "petitions.signature"

# Where allauth keeps in a session who sets a password, or proves an address, with a code.
HALF_WAY = ("account_password_reset_verification", "account_email_verification_code")


def everything_about(user: User) -> dict[str, Any]:
    """All rows that point at this person or at their address, by table, as plain data for a JSON file."""
    data: dict[str, Any] = {
        "account": {
            "email": user.email,
            "display_name": user.display_name,
            "country": user.country,
            "languages": user.languages,
            "language": user.language,
            "date_joined": user.date_joined,
            "served_until": user.served_until,
        }
    }
    collect(user, data)
    for label in BY_ADDRESS:
        if rows := apps.get_model(label)._default_manager.filter(email=user.email.lower()).values():
            data[label] = list(rows)
    for row in signed_without_account(user):
        data.setdefault(SIGNED, []).append(_as_data(row))
    return data


def signed_without_account(user: User) -> Any:
    """Rows of SIGNED that came from a mailbox which is proved to be this person's."""
    addresses = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    signatures: Any = apps.get_model(SIGNED)._default_manager
    return signatures.without_account(addresses)


def collect(row: Model, data: dict[str, Any]) -> None:
    """Add the rows that belong to `row`, and what belongs to them in turn: the votes of a participant."""
    for relation in row._meta.related_objects:
        model = relation.related_model
        if not isinstance(model, type) or not issubclass(model, Model) or model._meta.model_name in PRIVATE:
            continue
        owned = isinstance(row, User) or (relation.on_delete is CASCADE and row._meta.model_name in OWNERS)
        if not owned or isinstance(relation, ManyToManyRel):
            continue
        for found in model._default_manager.filter(**{relation.field.name: row}):
            data.setdefault(model._meta.label_lower, []).append(_as_data(found))
            collect(found, data)


def _as_data(row: Model) -> dict[str, Any]:
    return {name: _plain(value) for name, value in model_to_dict(row).items()}


def _plain(value: Any) -> Any:
    return [str(item) for item in value] if isinstance(value, list) else value


@transaction.atomic
def change_address(user: User, email: str) -> None:
    """By an operator, for somebody who lost the mailbox or had it stolen. Raises Refused: it is another's.

    Nothing that the old mailbox could open stays open: other addresses, the password, sessions, also of
    whoever is half-way in. The person signs in with a code sent to the new address. Choices go along.
    """
    before = User.objects.select_for_update(no_key=True).get(pk=user.pk).email
    new = email.lower()
    if new == before.lower():
        return
    if EmailAddress.objects.filter(email=new, verified=True).exclude(user=user).exists():
        raise Refused(_("Another account has proved that this address is its own."))
    user.email = new
    user.set_unusable_password()
    user.save(update_fields=["email", "password"])
    addresses = EmailAddress.objects.filter(user=user)
    take_out_of_log(addresses)
    addresses.delete()
    address = EmailAddress.objects.create(user=user, email=new, primary=True)
    end_sessions(user)
    old = EmailAddress(user=user, email=before)
    email_changed.send(
        sender=EmailAddress, request=None, user=user, from_email_address=old, to_email_address=address
    )


@transaction.atomic
def forget(user: User, *, takes_words_back: bool = False) -> None:
    """Close the account and remove what says who it was. Counts stay, but for "I understand"; words stay
    nameless, or are taken back.

    It lets nobody in from now on, on any device: the sessions themselves go at night.
    Raises Refused for the only manager of an office that others speak for.
    """
    hold_words(user)
    hand_over(user)
    if takes_words_back:
        user.contributions.all().take_back(by=user)
    user.contributions.update(country="", touched_at=timezone.now())
    take_out_of_log(User.objects.filter(pk=user.pk))
    take_out_of_log(EmailAddress.objects.filter(user=user))
    signed_without_account(user).select_for_update(no_key=True).forget_names()
    remove_own(user)
    Invitation.objects.filter(Q(email__iexact=user.email) | Q(accepted_by=user)).delete()
    change_role(user, Role.CITIZEN)
    User.objects.filter(pk=user.pk).update(
        email=f"forgotten-{user.pk}-{get_random_string(8).lower()}@invalid",
        display_name="",
        country="",
        languages=[],
        is_active=False,
        is_staff=False,
        is_superuser=False,
        password="",
        last_login=None,
    )


def remove_own(user: User) -> None:
    """Rows that are nothing without the person: those of apps above by their relation, which is CASCADE."""
    for relation in user._meta.get_fields(include_hidden=True):
        if isinstance(relation, ForeignObjectRel) and relation.on_delete is CASCADE:
            model = relation.related_model
            if model._meta.label_lower not in STAYS:
                model._base_manager.filter(**{relation.field.name: user}).delete()


def take_out_of_log(rows: QuerySet[Any]) -> None:
    """The administration's log says who did what to these rows, but not any more what they are called."""
    keys = [str(pk) for pk in rows.values_list("pk", flat=True)]
    of_rows = LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(rows.model))
    of_rows.filter(object_id__in=keys).update(object_repr=F("object_id"), change_message="")


def end_sessions(of: User | None = None) -> int:
    """Of one person, or of closed accounts. Whose a session is stands in what it holds: all are read."""
    users = User.objects.filter(pk=of.pk) if of else User.objects.filter(is_active=False)
    keys = {str(pk) for pk in users.values_list("pk", flat=True)}
    ended = [row.pk for row in Session.objects.iterator() if keys & whose(row)]
    return Session.objects.filter(pk__in=ended).delete()[0]


def whose(session: Session) -> set[str]:
    """The keys, as text, of who is signed in there or about to be."""
    data = session.get_decoded()
    found = [data.get(SESSION_KEY), *((data.get(name) or {}).get("user_id") for name in HALF_WAY)]
    if about_to := (data.get(LOGIN_SESSION_KEY) or {}).get("user_pk"):
        found.append(url_str_to_user_pk(about_to))
    return {str(key) for key in found if key}


def forget_strays(*, older: timedelta = timedelta(days=7)) -> int:
    """Citizens' accounts that never proved their e-mail address are removed after a week.

    Not those that were closed, which look alike: what counts hangs on them.
    """
    strays = User.objects.filter(
        date_joined__lt=timezone.now() - older,
        last_login=None,
        is_example=False,
        is_active=True,
        is_staff=False,
        role=Role.CITIZEN,
    ).exclude(emailaddress__verified=True)
    return strays.exclude(contributions__isnull=False).delete()[0]
