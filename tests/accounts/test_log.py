"""What the administration's log keeps of people: who did what when, and not what they are or were called."""

import json
from importlib import import_module

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import connection

from accounts import actions
from accounts.models import Invitation, Office, User
from tests.accounts.test_inviting import member, office_form
from tests.accounts.test_new_address import change
from tests.accounts.test_overseeing import members_form, save
from tests.factories.accounts import PASSWORD, OfficeFactory, UserFactory

pytestmark = pytest.mark.django_db
ADDRESS = "secret@example.org"


@pytest.fixture
def office(settings, client):
    settings.PORTAL_DEMO = True
    client.force_login(UserFactory(operator=True), backend="accounts.backends.RoleBackend")
    return OfficeFactory()


def entry(row, *, message=""):
    return LogEntry.objects.create(
        user=UserFactory(operator=True),
        content_type=ContentType.objects.get_for_model(row),
        object_id=row.pk,
        object_repr=str(row),
        action_flag=CHANGE,
        change_message=message,
    )


def said(rows):
    return list(rows.order_by("pk").values_list("object_repr", "change_message"))


def test_whom_an_office_invites_is_not_in_the_log(client, office):
    one = {"invitations-TOTAL_FORMS": 1, "invitations-0-email": ADDRESS, "invitations-0-language": "uk"}

    save(client, office, office_form(office, **one))

    invited = Invitation.objects.get()
    (about,) = [
        part["added"] for part in json.loads(LogEntry.objects.get().change_message) if "added" in part
    ]
    assert invited.email == ADDRESS
    assert about == {"name": "invitation", "object": f"{invited.pk} · Working Group"}


def test_who_is_removed_from_an_office_is_not_named_in_the_log(client, office):
    boss, leaver = member(office, is_manager=True), member(office, display_name="Olena Kovalenko")

    save(client, office, members_form(office, (boss, ["is_manager"]), (leaver, ["DELETE"])))

    message = LogEntry.objects.get().change_message
    assert "Olena" not in message
    assert f"{leaver.user_id} \\u00b7 Working Group" in message


def test_the_log_forgets_what_somebody_was_called_who_closes_the_account(client, office):
    user, other = UserFactory(email=ADDRESS, password=PASSWORD), UserFactory()
    address = user.emailaddress_set.get()
    entry(address)
    for one in (user, other):
        change(client, one, display_name="Olena Kovalenko")

    actions.forget(user)

    of_users = LogEntry.objects.filter(content_type__model="user")
    assert said(of_users.filter(object_id=user.pk)) == [(str(user.pk), "")]
    assert of_users.get(object_id=other.pk).object_repr != str(other.pk)
    assert said(LogEntry.objects.filter(content_type__model="emailaddress")) == [(str(address.pk), "")]


def test_the_log_forgets_an_address_that_an_operator_took_from_the_account():
    user = UserFactory(email=ADDRESS, password=PASSWORD)
    entry(user.emailaddress_set.get())

    actions.change_address(user, "new@example.org")

    assert ADDRESS not in LogEntry.objects.get().object_repr


def test_what_the_log_kept_until_now_goes_too(office):
    message = [
        {"changed": {"fields": ["Name"]}},
        {"deleted": {"name": "official", "object": "Olena · or · so · Working Group"}},
        {"added": {"name": "invitation", "object": "secret@example.org · Working Group"}},
    ]
    of_office = entry(office, message=json.dumps(message))
    closed, stays = UserFactory(), UserFactory()
    actions.forget(closed)
    for user in (closed, stays):
        entry(user, message="[]")
    gone = user.emailaddress_set.create(email=ADDRESS)
    entry(gone)
    EmailAddress.objects.all().delete()
    migration = import_module("accounts.migrations.0005_the_log_names_nobody")

    with connection.cursor() as cursor:
        cursor.execute(migration.CLOSED)
        cursor.execute(migration.ADDRESSES)
    migration.keep_the_office_only(apps, None)

    of_office.refresh_from_db()
    kept = [about for part in json.loads(of_office.change_message) for about in part.values()]
    assert [about.get("object") for about in kept] == [None, "Working Group", "Working Group"]
    assert said(LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(User))) == [
        (str(closed.pk), ""),
        (str(stays), "[]"),
    ]
    assert not LogEntry.objects.filter(object_repr=ADDRESS).exists()
    assert Office.objects.get().name == str(LogEntry.objects.get(pk=of_office.pk).object_repr)
