import re
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection, transaction
from django.utils import timezone

from accounts import actions, emails
from accounts.models import Invitation, Membership, User
from accounts.permissions import may_accept, may_manage, may_oversee, may_remove
from contributions.models import Contribution
from core.models import OutgoingEmail
from core.verdict import Refused
from tests.factories.accounts import (
    PASSWORD,
    InvitationFactory,
    MembershipFactory,
    OfficeFactory,
    UserFactory,
)  # fmt: skip
from tests.factories.contributions import ContributionFactory
from tests.races import wait_until_somebody_waits_for_a_lock

pytestmark = pytest.mark.django_db
ROLES = ["citizen", "moderator", "facilitator", "official", "operator"]
ADDRESS = "new@example.org"


def with_factor(user):
    Authenticator.objects.create(user=user, type="totp", data={"secret": "none"})
    return user


def member(office, *, is_manager=False, second_factor=True, **fields):
    user = UserFactory(official=True, **fields)
    row = MembershipFactory(office=office, user=user, is_manager=is_manager)
    if second_factor:
        with_factor(user)
    return row


@pytest.fixture
def office():
    return OfficeFactory(slug="working-group", name_en="Working Group", desk_email="desk@example.org")


@pytest.fixture
def manager(office):
    return member(office, is_manager=True, display_name="Vera").user


def proved(email=ADDRESS, **fields):
    return UserFactory(email=email, password=PASSWORD, **fields)


# == Who may ==
def people(office):
    other = OfficeFactory()
    return {
        "nobody": None,
        "member": member(office).user,
        "manager": member(office, is_manager=True).user,
        "manager without a second factor": member(office, is_manager=True, second_factor=False).user,
        "manager whose account is closed": member(office, is_manager=True, is_active=False).user,
        "manager of another office": member(other, is_manager=True).user,
        "operator without a second factor": UserFactory(operator=True),
    } | {role: with_factor(UserFactory(role=role)) for role in ROLES}


def allowed(verdict_of, office):
    found = {name: verdict_of(user) for name, user in people(office).items()}
    assert all(bool(verdict) != bool(verdict.reason) for verdict in found.values())
    return {name for name, verdict in found.items() if verdict}


def test_who_manages_an_office_and_who_oversees_it(office):
    assert allowed(lambda user: may_manage(user, office), office) == {"manager"}
    assert allowed(lambda user: may_oversee(user, office), office) == {"manager", "operator"}


def test_who_may_remove_somebody(office):
    row = member(office)

    assert allowed(lambda user: may_remove(user, row), office) == {"manager", "operator"}
    assert may_remove(row.user, row)


def test_whoever_may_not_invite_changes_nothing(office):
    for name, user in people(office).items():
        if name not in ("manager", "operator") and user:
            with pytest.raises(Refused):
                actions.invite(office, email=ADDRESS, language="en", by=user)
            with pytest.raises(Refused):
                actions.set_options(office, by=user, desk_email="mine@example.org")
    assert not Invitation.objects.exists()
    office.refresh_from_db()
    assert office.desk_email == "desk@example.org"


STATES = {
    "open": {},
    "run out": {"expires_at": timezone.now() - timedelta(seconds=1)},
    "withdrawn": {"withdrawn_at": timezone.now()},
    "accepted": {"accepted_at": timezone.now()},
}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("role", ROLES)
def test_who_may_accept_in_which_state(state, role):
    row = InvitationFactory(email=ADDRESS, **STATES[state])

    may = may_accept(proved(role=role), row)

    assert bool(may) == (state == "open" and role in ("citizen", "official"))
    assert bool(may) != bool(may.reason)


def test_an_address_that_was_not_proved_accepts_nothing():
    row = InvitationFactory(email=ADDRESS)
    typed = UserFactory(email=ADDRESS)
    typed.emailaddress_set.create(email=ADDRESS, verified=False)

    for user in (None, typed, proved("other@example.org")):
        assert not may_accept(user, row)
    with pytest.raises(Refused, match="another e-mail address"):
        actions.accept(row, by=typed)
    assert not Membership.objects.exists()


# == Actions ==
@pytest.mark.parametrize("language", ["en", "ru", "uk"])
def test_an_invitation_is_an_e_mail_in_the_language_chosen(language, office, manager):
    row = actions.invite(office, email=" New@Example.org ", language=language, by=manager)

    email = OutgoingEmail.objects.get()
    assert (email.to, email.language, email.key) == (ADDRESS, language, f"invitation:{row.pk}")
    assert email.reply_to == "desk@example.org"
    assert f"/{language}/account/invitation/" in email.text
    assert f"/{language}/account/invitation/" in email.html
    assert "Vera" in email.text
    assert 13 <= (row.expires_at - timezone.now()).days <= 14


def test_it_makes_no_difference_whether_there_is_an_account(office, manager):
    proved("there@example.org")

    for address in ("there@example.org", "nowhere@example.org"):
        actions.invite(office, email=address, language="en", by=manager)

    first, second = OutgoingEmail.objects.order_by("pk")
    link = re.compile(r"https?://\S+")
    assert link.sub("", first.text) == link.sub("", second.text)


def test_one_address_has_one_open_invitation_to_an_office(office, manager):
    row = actions.invite(office, email=ADDRESS, language="en", by=manager)

    with pytest.raises(Refused, match="already"):
        actions.invite(office, email=ADDRESS.upper(), language="uk", by=manager)
    actions.withdraw(row, by=manager)
    again = actions.invite(office, email=ADDRESS, language="en", by=manager)
    Invitation.objects.filter(pk=again.pk).update(expires_at=timezone.now())
    actions.invite(office, email=ADDRESS, language="en", by=manager)

    assert Invitation.objects.open(timezone.now()).count() == 1
    assert OutgoingEmail.objects.count() == 3


def test_one_of_the_office_is_not_invited(office, manager):
    with pytest.raises(Refused, match="speaks for the office already"):
        actions.invite(office, email=manager.email, language="en", by=manager)


def test_an_address_is_asked_three_times_a_day_at_most_by_whatever_office():
    for number in range(4):
        boss = member(OfficeFactory(), is_manager=True)
        if number < 3:
            actions.invite(boss.office, email=ADDRESS, language="en", by=boss.user)
        else:
            with pytest.raises(Refused, match="tomorrow"):
                actions.invite(boss.office, email=ADDRESS, language="en", by=boss.user)


@pytest.mark.django_db(transaction=True)
def test_an_invitation_that_is_sent_four_times_at_once_is_one():
    boss, start = member(OfficeFactory(), is_manager=True), threading.Barrier(4)

    def invite():
        start.wait()
        try:
            return bool(actions.invite(boss.office, email=ADDRESS, language="en", by=boss.user))
        except Refused:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        made = [done.result() for done in [pool.submit(invite) for _ in range(4)]]

    assert sum(made) == Invitation.objects.count() == OutgoingEmail.objects.count() == 1


def test_the_first_official_of_an_office_manages_it_and_the_next_does_not(office):
    for address, is_manager in ((ADDRESS, True), ("second@example.org", False)):
        row = InvitationFactory(email=address, office=office)
        assert actions.accept(row, by=proved(address)).is_manager is is_manager


def test_accepting_makes_an_official_of_the_office_once(office, manager):
    row, user = InvitationFactory(email=ADDRESS, office=office), proved()

    membership = actions.accept(row, by=user)

    user.refresh_from_db()
    row.refresh_from_db()
    assert (user.role, membership.office, membership.is_manager) == ("official", office, False)
    assert row.accepted_by == user
    with pytest.raises(Refused, match="over"):
        actions.accept(row, by=user)


def test_a_citizens_account_changes_sides_only_knowingly_and_its_words_stay(office):
    row, user = InvitationFactory(email=ADDRESS, office=office), proved(display_name="Olena")
    words = ContributionFactory(author=user)

    with pytest.raises(Refused, match="as a citizen"):
        actions.accept(row, by=user)
    assert not Membership.objects.exists()
    actions.accept(row, by=user, knowingly=True)

    words.refresh_from_db()
    assert (words.author, words.state, words.author.display_name) == (user, "published", "Olena")


@pytest.mark.parametrize("role", ["moderator", "facilitator", "operator"])
def test_who_was_named_to_work_for_the_portal_meanwhile_accepts_nothing_and_keeps_the_role(role, office):
    row, user = InvitationFactory(email=ADDRESS, office=office), proved()
    actions.change_role(User.objects.get(pk=user.pk), role)

    with pytest.raises(Refused, match="works for the portal"):
        actions.accept(row, by=user, knowingly=True)

    assert User.objects.get(pk=user.pk).role == role
    assert not Membership.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_who_is_named_while_they_accept_keeps_the_role():
    row, user = InvitationFactory(email=ADDRESS), proved()

    def accept():
        with pytest.raises(Refused, match="works for the portal"):
            actions.accept(row, by=user)

    while_they_are_named(user, accept)

    assert User.objects.get(pk=user.pk).role == "moderator"


@pytest.mark.django_db(transaction=True)
def test_who_is_named_while_an_office_removes_them_keeps_the_role():
    boss = member(OfficeFactory(), is_manager=True)
    row = member(boss.office)

    while_they_are_named(row.user, lambda: actions.remove(row, by=boss.user))

    assert User.objects.get(pk=row.user_id).role == "moderator"
    assert [left.user for left in Membership.objects.all()] == [boss.user]


def while_they_are_named(user, act):
    """A moderator, by an operator whose change the act waits for."""

    def run():
        try:
            act()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            actions.change_role(User.objects.get(pk=user.pk), "moderator")
            acting = pool.submit(run)
            wait_until_somebody_waits_for_a_lock()
        acting.result()


# == Who belongs to it ==
def test_who_is_removed_is_a_citizen_again_unless_another_office_has_them(office, manager):
    leaver, double = member(office), member(office)
    member(OfficeFactory()).user.memberships.update(user=double.user)

    for row in (leaver, double):
        actions.remove(row, by=manager)
        row.user.refresh_from_db()

    assert (leaver.user.role, double.user.role) == ("citizen", "official")
    assert [row.user for row in office.memberships.all()] == [manager]


def test_an_office_keeps_a_manager(office, manager):
    mine, other = manager.memberships.get(), member(office)

    for act in (actions.remove, lambda row, by: actions.make_manager(row, by=by, is_manager=False)):
        with pytest.raises(Refused, match="needs a manager"):
            act(mine, by=manager)
    actions.make_manager(other, by=manager)
    actions.remove(mine, by=manager)

    assert [(row.user, row.is_manager) for row in office.memberships.all()] == [(other.user, True)]


def test_a_member_may_leave(office, manager):
    row = member(office)

    actions.remove(row, by=row.user)

    assert not Membership.objects.filter(pk=row.pk).exists()


# == What is kept ==
def test_addresses_are_forgotten_a_month_after_it_came_to_nothing():
    old = timezone.now() - timedelta(days=31)
    InvitationFactory(withdrawn_at=old)
    InvitationFactory(expires_at=old)
    kept = [
        InvitationFactory(),
        InvitationFactory(expires_at=timezone.now() - timedelta(days=29)),
        InvitationFactory(expires_at=old, accepted_at=old),
    ]

    actions.tidy_invitations()

    assert set(Invitation.objects.all()) == set(kept)


def test_closing_an_account_removes_its_address_from_invitations():
    user = proved()
    InvitationFactory(email=ADDRESS)
    others = InvitationFactory(by=user)

    assert "invit" not in str(actions.everything_about(user)).lower()
    actions.forget(user)

    assert list(Invitation.objects.all()) == [others]


# == The page ==
def page_of(row):
    return emails.invitation_path(row)


def test_a_stranger_reads_who_invites_to_what_and_is_not_told_of_accounts(client, office, manager):
    row = InvitationFactory(email=ADDRESS, office=office, by=manager)
    address = page_of(row)
    before = client.get(address)
    proved()
    after = client.get(address)

    token = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"')
    assert token.sub(b"", before.content) == token.sub(b"", after.content)
    page = after.content.decode()
    assert "Working Group" in page
    assert "Vera asks you to speak for this office." in page
    assert ADDRESS in page
    assert "noindex" in page
    assert "no-cache" in after["Cache-Control"]


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("run out", "This invitation is over"),
        ("withdrawn", "This invitation is over"),
        ("accepted", "This invitation is over"),
    ],
)
def test_one_that_is_over_says_so_and_offers_nothing(state, said, client):
    row = InvitationFactory(**STATES[state])

    page = client.get(page_of(row)).content.decode()

    assert said in page
    assert "Create an account" not in page


def test_a_link_that_is_not_ours_is_not_found(client):
    assert client.get("/en/account/invitation/1:abc:def/").status_code == 404


def test_with_another_address_one_is_told_which_one_it_is_for(client):
    row = InvitationFactory(email=ADDRESS)
    client.force_login(proved("other@example.org"), backend="accounts.backends.RoleBackend")

    page = client.get(page_of(row)).content.decode()
    assert "You are signed in as <b>other@example.org</b>" in page
    assert client.post(page_of(row), {"knowingly": "on"}).status_code == 302
    assert not Membership.objects.exists()


def test_whoever_took_part_as_a_citizen_is_asked_and_then_led_to_the_second_factor(client, office):
    row, user = InvitationFactory(email=ADDRESS, office=office), proved()
    ContributionFactory(author=user)
    client.force_login(user, backend="accounts.backends.RoleBackend")

    assert "you have taken part as a citizen" in client.get(page_of(row)).content.decode()
    client.post(page_of(row))
    assert not Membership.objects.exists()
    response = client.post(page_of(row), {"knowingly": "on"})
    assert response["Location"] == "/en/digests/"
    assert client.get("/en/digests/")["Location"] == "/en/account/second-factor/totp/activate/"
    assert "You have accepted this invitation." in client.get(page_of(row)).content.decode()


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "what you wrote before or meanwhile is never counted again, only what you write after that."),
        ("ru", "написанное до этого или за это время уже никогда не будет учтено"),
        ("uk", "написане до того або за цей час уже ніколи не буде враховано"),
    ],
)
def test_what_is_said_of_the_words_of_whoever_accepts_is_so(language, said, client, office, manager):
    row, user = InvitationFactory(email=ADDRESS, office=office), proved()
    ContributionFactory(author=user)
    client.force_login(user, backend="accounts.backends.RoleBackend")

    page = client.get(page_of(row).replace("/en/", f"/{language}/")).content.decode()
    assert said in " ".join(page.split())

    actions.accept(row, by=user, knowingly=True)
    assert not Contribution.objects.said_by_the_public().exists()
    meanwhile = ContributionFactory(author=user)
    actions.remove(user.memberships.get(), by=user)
    assert not Contribution.objects.said_by_the_public().exists()
    later = ContributionFactory(author=user)
    assert Contribution.objects.said_by_the_public().get() == later != meanwhile


def test_a_stranger_cannot_accept_by_a_form_of_his_own(client):
    row = InvitationFactory()

    assert client.post(page_of(row)).status_code == 200
    row.refresh_from_db()
    assert row.accepted_at is None


# == In the administration ==
def office_form(office, **more):
    return {
        "slug": office.slug, "name_en": "Working Group", "name_ru": "", "name_uk": "", "about_en": "",
        "about_ru": "", "about_uk": "", "desk_email": "desk@example.org", "releases_needed": 0,
        "memberships-TOTAL_FORMS": 0, "memberships-INITIAL_FORMS": 0,
        "invitations-TOTAL_FORMS": 0, "invitations-INITIAL_FORMS": 0, **more,
    }  # fmt: skip


def test_an_operator_invites_and_withdraws_in_the_administration(client, office, settings):
    settings.PORTAL_DEMO = True
    client.force_login(UserFactory(operator=True), backend="accounts.backends.RoleBackend")
    address = f"/admin/accounts/office/{office.pk}/change/"
    one = {"invitations-TOTAL_FORMS": 1, "invitations-0-email": ADDRESS, "invitations-0-language": "uk"}
    form = office_form(office, **one)

    assert client.get(address).status_code == 200
    assert client.post(address, form).status_code == 302

    row = Invitation.objects.get()
    assert (row.email, row.office, row.language) == (ADDRESS, office, "uk")
    assert OutgoingEmail.objects.get().to == ADDRESS
    again = client.post(address, form, follow=True).content.decode()
    assert Invitation.objects.count() == 1
    assert "errornote" in again or "invited already" in again

    form |= {
        "invitations-INITIAL_FORMS": 1, "invitations-0-id": row.pk, "invitations-0-office": office.pk,
        "invitations-0-DELETE": "on", "invitations-0-email": "",
    }  # fmt: skip
    assert client.post(address, form).status_code == 302
    row.refresh_from_db()
    assert row.withdrawn_at


def test_the_administration_warns_of_rules_that_nobody_can_follow(client, office, settings):
    settings.PORTAL_DEMO = True
    client.force_login(UserFactory(operator=True), backend="accounts.backends.RoleBackend")
    address = f"/admin/accounts/office/{office.pk}/change/"
    MembershipFactory(office=office)

    refused = client.post(address, office_form(office, releases_needed=7)).content.decode()
    alone = client.post(address, office_form(office, answers_need_two="on", releases_needed=2), follow=True)
    MembershipFactory(office=office, is_manager=True)
    both = client.post(address, office_form(office, answers_need_two="on"), follow=True)

    assert "Write how many moderators release a digest: 0, 1 or 2." in refused
    assert "Ensure this" not in refused
    for sentence in ("Nobody manages this office", "fewer than two officials", "More moderators are to"):
        assert sentence in alone.content.decode()
        assert sentence not in both.content.decode()
    office.refresh_from_db()
    assert (office.answers_need_two, office.releases_needed) == (True, 0)
