"""An operator writes another address into an account: nothing that the old mailbox could open stays open."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.test import Client

from accounts import actions
from accounts.actions.speaking import still_here
from accounts.models import User
from core.models import OutgoingEmail
from core.verdict import Refused
from notices.actions import announce_all, choose, email_all
from notices.models import Recipient
from tests.accounts.test_people import code_in
from tests.factories.accounts import PASSWORD, UserFactory, signed_in
from tests.factories.answers import AnswerFactory
from tests.factories.contributions import ContributionFactory
from tests.factories.topics import TopicFactory
from tests.races import wait_until_somebody_waits_for_a_lock

pytestmark = pytest.mark.django_db
OLD, NEW = "old@example.org", "new@example.org"


@pytest.fixture
def operator(client):
    return with_factor(client, UserFactory(operator=True, email="operator@example.org"))


def with_factor(client, user):
    Authenticator.objects.create(user=user, type="totp", data={"secret": "none"})
    client.force_login(user, backend="accounts.backends.RoleBackend")
    return user


@pytest.fixture
def person():
    user = UserFactory(email=OLD, password=PASSWORD)
    user.emailaddress_set.create(email="added@example.org", verified=True)
    return user


def change(client, user, **fields):
    form = {"email": user.email, "display_name": "Olena", "country": "UA", "languages": "uk"}
    form |= {"language": "uk", "role": user.role, "is_active": "on"}
    for name in ("is_staff", "is_superuser"):
        form |= {name: "on"} if getattr(user, name) else {}
    answer = client.post(f"/admin/accounts/user/{user.pk}/change/", form | fields, follow=True)
    return answer.content.decode()


def addresses(user):
    return list(user.emailaddress_set.values_list("email", "verified", "primary"))


def codes(to):
    found = OutgoingEmail.objects.filter(to=to, key__contains="code").order_by("pk")
    return [code_in(email.text) for email in found]


def ask_for_a_code(client, email):
    client.post("/en/account/login/code/", {"email": email})


def enter(client, code):
    return client.post("/en/account/login/code/confirm/", {"code": code})


def test_never_holds_for_an_address_that_an_operator_wrote(client, operator, person):
    choose(OLD, "never")

    change(client, person, email=NEW)
    AnswerFactory(petition__contribution__author=person)
    announce_all()
    email_all()

    assert not OutgoingEmail.objects.exists()
    assert Recipient.objects.get(email=NEW).frequency == "never"


def test_the_old_mailbox_opens_nothing(client, operator, person):
    page = change(client, person, email="New@example.org")

    assert "The old address, the password and all sessions open this account no longer" in page
    assert addresses(person) == [(NEW, False, True)]
    for address in (OLD, "added@example.org"):
        thief = Client()
        thief.post("/en/account/login/", {"login": address, "password": PASSWORD})
        thief.post("/en/account/password/reset/", {"email": address})
        ask_for_a_code(thief, address)
        assert SESSION_KEY not in thief.session
        assert codes(address) == []


def test_the_password_that_a_thief_may_have_set_is_gone(client, operator, person):
    change(client, person, email=NEW)

    thief = Client()
    thief.post("/en/account/login/", {"login": NEW, "password": PASSWORD})

    assert not OutgoingEmail.objects.exists()


def test_the_person_signs_in_with_a_code_sent_to_the_new_address_which_that_proves(client, operator, person):
    change(client, person, email=NEW)

    owner = Client()
    ask_for_a_code(owner, NEW)
    enter(owner, codes(NEW)[0])

    assert owner.session[SESSION_KEY] == str(person.pk)
    assert addresses(person) == [(NEW, True, True)]


def test_whoever_is_signed_in_or_half_way_in_is_out(client, operator, person):
    inside, other = signed_in(person), signed_in(UserFactory(email="other@example.org", password=PASSWORD))
    half_way, resets = Client(), Client()
    ask_for_a_code(half_way, OLD)
    resets.post("/en/account/password/reset/", {"email": OLD})
    kept = {client.session.session_key, other.session.session_key}
    assert Session.objects.count() == 5

    change(client, person, email=NEW)

    assert {row.pk for row in Session.objects.all()} == kept
    enter(half_way, codes(OLD)[0])
    assert SESSION_KEY not in half_way.session
    assert inside.get("/en/account/profile/").status_code == 302
    assert other.get("/en/account/profile/").status_code == 200


def test_an_operator_who_changes_their_own_address_stays_signed_in(client, operator):
    change(client, operator, email=NEW)

    assert client.get("/admin/").status_code == 200
    assert addresses(operator) == [(NEW, False, True)]


def test_another_change_ends_nothing(client, operator, person):
    inside = signed_in(person)

    change(client, person, display_name="Somebody else")
    actions.change_address(person, "Old@example.org")

    assert inside.get("/en/account/profile/").status_code == 200
    person.refresh_from_db()
    assert person.check_password(PASSWORD)
    assert (OLD, True, True) in addresses(person)


def test_an_address_that_another_account_has_proved_is_refused(client, operator, person):
    UserFactory().emailaddress_set.create(email=NEW, verified=True)

    with pytest.raises(Refused, match="Another account"):
        actions.change_address(person, NEW)
    change(client, person, email=NEW)

    person.refresh_from_db()
    assert person.email == OLD


# == At once ==
def in_the_administration(client, user, **fields):
    try:
        return change(client, user, **fields)
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("role", ["citizen", "moderator"])
def test_an_address_and_a_role_that_change_while_the_person_speaks_make_nobody_wait_in_a_circle(role, client):
    staff, user, topic = UserFactory(operator=True), UserFactory(email=OLD), TopicFactory()
    with_factor(client, staff)

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            still_here(user)
            fields = {"email": NEW, "role": role}
            changing = pool.submit(in_the_administration, client, user, **fields)
            if role == "moderator":
                wait_until_somebody_waits_for_a_lock()
            else:
                changing.result(timeout=30)  # waits for nobody
            ContributionFactory(author=user, topic=topic)
        changing.result()

    user.refresh_from_db()
    assert (user.email, user.role, user.contributions.count()) == (NEW, role, 1)


@pytest.mark.django_db(transaction=True)
def test_a_role_that_changed_since_the_form_was_opened_stays(client):
    staff, user = UserFactory(operator=True), UserFactory(email=OLD)
    with_factor(client, staff)

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            actions.change_role(User.objects.get(pk=user.pk), "official")
            changing = pool.submit(in_the_administration, client, user, display_name="Olha")
            wait_until_somebody_waits_for_a_lock()
        changing.result()

    user.refresh_from_db()
    assert (user.role, user.display_name) == ("official", "Olha")
