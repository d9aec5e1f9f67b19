"""A person's own data: take it along, or have it forgotten."""

from datetime import timedelta
from typing import Any

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import CASCADE, ManyToManyRel, Model, Q
from django.forms.models import model_to_dict
from django.utils import timezone
from django.utils.crypto import get_random_string

from accounts.models import Invitation, User

# Rows about a person that they may take along, by the names of the tables that point at `User`.
PRIVATE = {"logentry", "authenticator", "statechange", "password", "invitation"}
OWNERS = {"participant", "sheet"}  # rows that stand for a person elsewhere; what hangs on them is theirs too


def everything_about(user: User) -> dict[str, Any]:
    """All rows that point at this person, by table, as plain data for a JSON file."""
    data: dict[str, Any] = {
        "account": {
            "email": user.email,
            "display_name": user.display_name,
            "country": user.country,
            "languages": user.languages,
            "language": user.language,
            "date_joined": user.date_joined,
        }
    }
    collect(user, data)
    return data


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
            plain = {name: _plain(value) for name, value in model_to_dict(found).items()}
            data.setdefault(model._meta.label_lower, []).append(plain)
            collect(found, data)


def _plain(value: Any) -> Any:
    return [str(item) for item in value] if isinstance(value, list) else value


def withdraw_all(user: User) -> None:
    """Take down everything that the person wrote."""
    for words in user.contributions.exclude(state="withdrawn"):
        words.move("withdrawn", by=user, touched_at=timezone.now())


@transaction.atomic
def forget(user: User) -> None:
    """Close the account and remove what says who it was. Words and counts stay, without a name.

    What the person wrote is withdrawn first, by whoever calls, if the person asked for that.
    """
    now = timezone.now()
    user.contributions.update(country="", touched_at=now)
    user.emailaddress_set.all().delete()  # type: ignore[attr-defined]
    user.authenticator_set.all().delete()  # type: ignore[attr-defined]
    user.memberships.all().delete()
    Invitation.objects.filter(Q(email__iexact=user.email) | Q(accepted_by=user)).delete()
    User.objects.filter(pk=user.pk).update(
        email=f"forgotten-{user.pk}-{get_random_string(8).lower()}@invalid",
        display_name="",
        country="",
        languages=[],
        is_active=False,
        is_staff=False,
        is_superuser=False,
        role="citizen",
        password="",
        last_login=None,
    )
    Session.objects.filter(expire_date__lt=now).delete()


def forget_strays(*, older: timedelta = timedelta(days=7)) -> int:
    """Accounts that never proved their e-mail address are removed after a week."""
    strays = User.objects.filter(
        date_joined__lt=timezone.now() - older, last_login=None, is_example=False, is_staff=False
    ).exclude(emailaddress__verified=True)
    return strays.exclude(contributions__isnull=False).delete()[0]
