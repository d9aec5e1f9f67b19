"""Passwords that others try, codes in the language of the page, what is open before the second factor."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from accounts import tasks
from core.models import OutgoingEmail
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
ACTIVATE = "/en/account/second-factor/totp/activate/"


@pytest.fixture
def behind_a_proxy(settings):
    settings.TRUSTED_PROXIES = 1


def try_password(client, login, *, password="something else", home="203.0.113.7"):
    data = {"login": login, "password": password}
    return client.post("/en/account/login/", data, HTTP_X_FORWARDED_FOR=f"198.51.100.1, {home}")


def a_minute_later():
    """An address that tried ten passwords in a minute may try again."""
    cache.clear()


@pytest.mark.parametrize("home", ["203.0.113.7:51234", "[2001:db8::1]:443", "unknown", "unix:"])
def test_whatever_a_proxy_writes_as_the_address_people_sign_in(home, client, behind_a_proxy):
    UserFactory(email="olena@example.org", password=PASSWORD)

    assert try_password(client, "olena@example.org", home=home).status_code == 200
    assert try_password(client, "olena@example.org", password=PASSWORD, home=home).status_code == 302


def test_wrong_passwords_that_strangers_try_keep_nobody_from_signing_in(client, behind_a_proxy):
    UserFactory(email="olena@example.org", password=PASSWORD)

    for number in range(12):
        try_password(Client(), "olena@example.org", home=f"203.0.113.{number}")

    at_home = try_password(client, "olena@example.org", password=PASSWORD, home="198.51.100.7")
    assert at_home.status_code == 302


def test_an_address_that_tries_ten_passwords_waits_a_minute(client, behind_a_proxy):
    UserFactory(email="olena@example.org", password=PASSWORD)
    for number in range(10):
        try_password(client, f"invented{number}@example.org")

    assert try_password(client, "olena@example.org", password=PASSWORD).status_code == 200
    a_minute_later()
    assert try_password(client, "olena@example.org", password=PASSWORD).status_code == 302


def test_wrong_passwords_for_invented_addresses_lock_nobody_else(client, behind_a_proxy):
    UserFactory(email="olena@example.org", password=PASSWORD)

    for number in range(12):
        try_password(client, f"invented{number}@example.org")
        a_minute_later()

    assert try_password(client, "olena@example.org", password=PASSWORD).status_code == 302


def test_ten_wrong_passwords_lock_one_person_at_one_address_only(client, behind_a_proxy):
    for name in ("olena", "marek"):
        UserFactory(email=f"{name}@example.org", password=PASSWORD)

    for _ in range(10):
        locked = try_password(client, " Olena@Example.org")

    a_minute_later()

    assert locked.status_code == 429
    assert try_password(client, "olena@example.org", password=PASSWORD).status_code == 429
    assert try_password(client, "marek@example.org", password=PASSWORD).status_code == 302
    client.logout()
    elsewhere = try_password(client, "olena@example.org", password=PASSWORD, home="203.0.113.8")
    assert elsewhere.status_code == 302


def test_a_failed_try_keeps_the_address_typed_and_that_of_the_device_and_no_password(client, behind_a_proxy):
    try_password(client, "Olena@example.org", password="my secret")

    row = AccessAttempt.objects.get()
    assert (row.username, row.ip_address) == ("olena@example.org", "203.0.113.7")
    assert "my secret" not in row.post_data


def test_an_address_too_long_to_be_one_is_a_wrong_one_like_others(client, behind_a_proxy):
    assert try_password(client, f"{'a' * 60}@{'b' * 60}.{'c.' * 90}org").status_code == 200


def test_failed_tries_are_forgotten_the_next_night(client, behind_a_proxy):
    for name in ("old", "new"):
        try_password(client, f"{name}@example.org")
    day_ago = timezone.now() - timedelta(days=1, minutes=1)
    AccessAttempt.objects.filter(username="old@example.org").update(attempt_time=day_ago)

    tasks.forget()

    assert [row.username for row in AccessAttempt.objects.all()] == ["new@example.org"]


@pytest.mark.parametrize(
    ("language", "subject"),
    [("en", "Your code to sign in"), ("ru", "Ваш код для входа"), ("uk", "Ваш код для входу")],
)
def test_a_code_comes_in_the_language_of_the_page_and_says_so(language, subject, client):
    UserFactory(email="olena@example.org", password=PASSWORD, language="en")

    client.post(f"/{language}/account/login/code/", {"email": "olena@example.org"})

    email = OutgoingEmail.objects.get()
    assert (email.language, email.subject) == (language, subject)


@pytest.mark.parametrize(
    "path",
    [
        "/admin/account/emailaddress/",
        "/admin/static/",
        "/en/talks/account/",
        "/en/discussions/static/health/",
    ],
)
def test_no_page_is_open_without_a_second_factor_for_a_word_in_its_address(path, client):
    client.force_login(UserFactory(operator=True), backend="accounts.backends.RoleBackend")

    response = client.get(path)

    assert (response.status_code, response.get("Location")) == (302, ACTIVATE)


@pytest.mark.parametrize(
    "path",
    ["/uk/account/logout/", "/health/live", "/en/digests/read/x/", "/uk/notices/unsubscribe/x/", ACTIVATE],
)
def test_what_one_needs_before_the_second_factor_stays_open(path, client):
    client.force_login(UserFactory(operator=True), backend="accounts.backends.RoleBackend")

    assert client.get(path).get("Location") != ACTIVATE
