from datetime import timedelta

import pytest
from django.utils import timezone

from accounts import actions
from accounts.models import User
from accounts.permissions import has_second_factor
from core.models import OutgoingEmail
from tests.factories.accounts import PASSWORD, MembershipFactory, UserFactory
from tests.factories.contributions import ContributionFactory

pytestmark = pytest.mark.django_db


def signup(**changes):
    return {
        "email": "new@example.org", "display_name": "Olena", "country": "UA", "languages": ["uk", "ru"],
        "password1": PASSWORD, **changes,
    }  # fmt: skip


def code_in(text):
    lines = (line.strip() for line in text.splitlines())
    return next(line for line in lines if 6 <= len(line) <= 9 and " " not in line)


def test_a_stranger_registers_proves_the_address_with_a_code_and_is_signed_in(client):
    page = client.post("/uk/account/signup/", signup(), follow=True)
    assert page.status_code == 200
    email = OutgoingEmail.objects.get()
    assert email.to == "new@example.org"
    client.post(page.request["PATH_INFO"], {"code": code_in(email.text)}, follow=True)

    user = User.objects.get()
    assert (user.display_name, user.country, user.languages, user.language) == (
        "Olena",
        "UA",
        ["uk", "ru"],
        "uk",
    )
    assert user.emailaddress_set.get().verified
    assert client.get("/uk/account/profile/").status_code == 200


def test_a_code_that_did_not_come_is_sent_again_and_one_message_is_enough(client):
    page = client.post("/en/account/signup/", signup(), follow=True)
    assert "Send a new code" in page.content.decode()

    page = client.post(page.request["PATH_INFO"], {"action": "resend"}, follow=True)
    first, second = (code_in(email.text) for email in OutgoingEmail.objects.order_by("pk"))
    page = client.post(page.request["PATH_INFO"], {"code": second}, follow=True)

    assert first != second
    assert User.objects.get().emailaddress_set.get().verified
    assert page.content.decode().count('class="notice is-good') == 1


def test_who_signs_up_with_an_address_that_has_an_account_is_told_which_one(client):
    UserFactory(email=signup()["email"], password=PASSWORD)

    client.post("/en/account/signup/", signup())

    told = OutgoingEmail.objects.get()
    assert told.subject == "You have an account already"
    assert f"an account with this address:\n\n    {told.to}\n" in told.text


@pytest.mark.parametrize(
    "changes",
    [
        {"email": "not an address"},
        {"display_name": ""},
        {"country": "XX"},
        {"password1": "short"},
        {"email": ""},
    ],
)
def test_a_sign_up_with_a_fault_comes_back_filled_in_and_makes_nobody(client, changes):
    page = client.post("/en/account/signup/", signup(**changes))

    assert page.status_code == 200
    assert 'class="errors"' in page.content.decode()
    if "display_name" not in changes:
        assert 'value="Olena"' in page.content.decode()
    assert not User.objects.exists()


def test_an_address_that_is_taken_is_not_told_to_the_stranger_but_to_its_owner(client):
    UserFactory(email="new@example.org", password=PASSWORD)

    page = client.post("/en/account/signup/", signup(), follow=True)

    assert "already" not in page.content.decode()
    assert OutgoingEmail.objects.get().to == "new@example.org"
    assert User.objects.count() == 1


def test_a_person_signs_in_with_a_password_and_a_wrong_one_says_so(client):
    UserFactory(email="olena@example.org", password=PASSWORD)

    wrong = client.post("/en/account/login/", {"login": "olena@example.org", "password": "something else"})
    assert 'class="errors"' in wrong.content.decode()
    right = client.post("/en/account/login/", {"login": "Olena@example.org", "password": PASSWORD})
    assert right.status_code == 302


@pytest.mark.parametrize("role", ["moderator", "facilitator", "official", "operator"])
def test_staff_and_officials_are_led_to_a_second_factor_first(client, role):
    user = UserFactory(role=role, is_staff=True)
    client.force_login(user, backend="accounts.backends.RoleBackend")

    assert not has_second_factor(user)
    assert client.get("/admin/").url == "/en/account/second-factor/totp/activate/"
    assert client.get("/en/").url == "/en/account/second-factor/totp/activate/"
    assert client.get("/en/account/second-factor/totp/activate/", follow=True).status_code == 200


def test_a_fresh_sign_in_is_proof_enough_to_set_a_second_factor_and_an_old_one_is_not(client):
    UserFactory(email="olena@example.org", password=PASSWORD)
    client.post("/en/account/login/", {"login": "olena@example.org", "password": PASSWORD})
    page = "/en/account/second-factor/totp/activate/"
    assert client.get(page).status_code == 200

    session, key = client.session, "account_authentication_methods"
    session[key] = [{**record, "at": record["at"] - 301} for record in session[key]]
    session.save()

    assert client.get(page).url.startswith("/en/account/reauthenticate/")


def test_a_citizen_needs_no_second_factor(client):
    client.force_login(UserFactory(), backend="accounts.backends.RoleBackend")

    assert client.get("/en/").status_code == 200


def test_the_demonstrations_log_ins_do_not_exist_elsewhere(client):
    UserFactory(email="olena@example.org", password="common ground")

    assert client.post("/en/account/demonstration/", {"demo": "olena@example.org"}).status_code == 404
    assert "common ground" not in client.get("/en/account/login/").content.decode().lower().replace(
        "common ground<", ""
    )


def test_a_person_takes_everything_along_as_one_file(client):
    user = UserFactory(email="mine@example.org")
    ContributionFactory(author=user, body="My own words about this.")
    ContributionFactory(body="Of somebody else.")
    client.force_login(user, backend="accounts.backends.RoleBackend")

    page = client.get("/en/account/data/")

    assert "attachment" in page["Content-Disposition"]
    data = page.json()
    assert data["account"]["email"] == "mine@example.org"
    assert [row["body"] for row in data["contributions.contribution"]] == ["My own words about this."]


def test_closing_an_account_removes_who_it_was_and_keeps_the_words_without_a_name(client):
    user = UserFactory(email="mine@example.org", display_name="Olena", password=PASSWORD)
    words = ContributionFactory(author=user)
    client.force_login(user, backend="accounts.backends.RoleBackend")

    client.post("/en/account/delete/", {"texts": "keep"})

    user.refresh_from_db()
    words.refresh_from_db()
    assert "mine" not in user.email
    assert user.display_name == ""
    assert not user.is_active
    assert not user.emailaddress_set.exists()
    assert (words.state, words.country) == ("published", "")
    client.post("/en/account/login/", {"login": "mine@example.org", "password": PASSWORD})
    assert "_auth_user_id" not in client.session


def test_closing_an_account_takes_the_words_down_when_asked(client):
    user = UserFactory()
    words = ContributionFactory(author=user)
    client.force_login(user, backend="accounts.backends.RoleBackend")

    client.post("/en/account/delete/", {"texts": "withdraw"})

    words.refresh_from_db()
    assert words.state == "withdrawn"


def test_accounts_that_never_proved_their_address_are_forgotten_after_a_week():
    old = timezone.now() - timedelta(days=8)
    UserFactory(date_joined=old)
    kept = [
        UserFactory(),
        UserFactory(date_joined=old, password=PASSWORD),
        UserFactory(date_joined=old, last_login=old),
        MembershipFactory(user__date_joined=old, user__last_login=old).user,
        ContributionFactory(author__date_joined=old).author,
    ]

    actions.forget_strays()

    assert set(User.objects.all()) == set(kept)


@pytest.mark.parametrize(
    ("language", "heading"),
    [
        ("en", "Not saved yet: something is missing or wrong"),
        ("ru", "Ещё не сохранено: что-то не заполнено или указано неверно"),
        ("uk", "Ще не збережено: щось не заповнено або вказано неправильно"),
    ],
)
def test_a_profile_that_cannot_be_saved_says_so_and_comes_back(language, heading, client):
    client.force_login(UserFactory())

    page = client.post(f"/{language}/account/profile/", {"shown_name": "", "country": "UA"}).content.decode()

    assert heading in page
    assert 'value="UA" selected' in page
