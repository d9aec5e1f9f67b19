"""From an invitation to the first digest: the address proved, the side taken, the second step set."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from accounts.models import Invitation, User
from core.models import OutgoingEmail
from digests import actions
from digests.models import Subscription
from tests.factories.accounts import MembershipFactory, OfficeFactory
from tests.factories.petitions import signer
from tests.journeys.person import Page, Person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
PASS_PHRASE = "a long pass phrase of mine"


@pytest.fixture
def site(live_server, settings):
    settings.PORTAL_URL = live_server.url
    settings.PORTAL_DEMO = False
    return live_server.url


def without_password(**fields: str) -> User:
    """Somebody who signs in with a code."""
    user = signer(**fields)
    user.set_unusable_password()
    user.save()
    return user


def last_email(to: str) -> OutgoingEmail:
    return OutgoingEmail.objects.filter(to=to).latest("pk")


def code_in(text: str) -> str:
    return next(line.strip() for line in text.splitlines() if re.fullmatch(r"[A-Z0-9-]{6,9}", line.strip()))


def sign_in(person: Person) -> Page:
    """By a code, from the page that offers one."""
    page = person.send(person.open("account/login/"), action="login/code", email=person.email)
    return person.send(page, code=code_in(last_email(person.email).text))


def set_second_step(person: Person, page: Page) -> Page:
    """Whoever has a password types it once more first."""
    if "/reauthenticate/" in page.url:
        page = person.send(page, password=PASS_PHRASE)
    assert page.url.endswith("/second-factor/totp/activate/"), page.url
    [secret] = page.find("input", id="authenticator_secret")
    code = format_hotp_value(hotp_value(secret.get("value"), int(time.time()) // 30))
    page = person.send(page, action="activate", code=code)
    assert not page.faults, page.faults
    return page


@pytest.fixture
def manager(site):
    user = without_password(email="manager@example.org", display_name="Vera", role="official")
    office = OfficeFactory(slug="working-group", name_en="Working Group", name_uk="Робоча група")
    MembershipFactory(office=office, user=user, is_manager=True)
    person = Person(site, email=user.email)
    set_second_step(person, sign_in(person))
    return person


@pytest.mark.parametrize("has_account", [False, True])
def test_who_is_invited_becomes_an_official_and_reads_nothing_before_the_second_step(
    has_account, manager, site
):
    if has_account:
        without_password(email="new@example.org", display_name="Andrii")
    desk = manager.open("digests/offices/working-group/")
    page = manager.send(desk, action="invite", email="new@example.org", language="uk")
    assert "new@example.org" in page.words
    email = last_email("new@example.org")
    link = next(link for link in re.findall(r"http\S+", email.text) if "/invitation/" in link)
    assert email.language == "uk"
    assert "Vera" in email.text

    person = Person(site, language="uk", email="new@example.org")
    page = person.open(link)
    assert "Робоча група" in page.words
    if has_account:
        page = person.send(page, action="login/code")
    else:
        [signup] = [a.get("href") for a in page.find("a") if "signup" in (a.get("href") or "")]
        page = person.open(signup)
        [field] = page.find("input", name="email")
        assert field.get("value") == "new@example.org"
        page = person.send(page, action="signup", display_name="Andrii", country="UA", password1=PASS_PHRASE)
    assert not page.faults, page.faults
    page = person.send(page, code=code_in(last_email(person.email).text))
    assert page.url == link, page.url

    # An account that was proved accepts, and sees nothing until the second step is set
    page = person.send(page, action="invitation")
    for path in ("digests/", "", "digests/offices/working-group/"):
        assert "second-factor" in person.open(path).url
    page = set_second_step(person, person.open("digests/"))
    assert page.status == 200
    page = person.open(
        next(a.get("href") for a in page.find("a", class_="button") if "digests" in a.get("href"))
    )

    # The first digest
    page = person.send(page, frequency="monthly", month_day="31", timezone="Europe/Kyiv", when_quiet="skip")
    assert not page.faults, page.faults
    row = Subscription.objects.get()
    assert (row.user.email, row.office.slug, row.language) == ("new@example.org", "working-group", "uk")
    assert actions.dispatch(row.due_at) == 0  # quiet, and told nothing then
    page = person.send(page, action="/now/")
    assert "/digests/read/" in last_email("new@example.org").text

    # The manager sees it all, and the link is used up
    page = manager.open("digests/offices/working-group/")
    assert "Andrii" in page.words
    assert "Once a month, the last day" in page.words
    assert Invitation.objects.get().accepted_by == User.objects.get(email="new@example.org")
    assert Authenticator.objects.filter(user__email="new@example.org", type="totp").exists()
    stranger = Person(site)
    assert "This invitation is over" in stranger.open(link.replace("/uk/", "/en/")).words
