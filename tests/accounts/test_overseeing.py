"""Offices in the administration, the trace that changes of their rules leave, and who counts as a manager."""

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.admin.models import LogEntry

from accounts import actions
from accounts.models import Membership, Office
from accounts.permissions import has_spoken, out_of_reach
from contributions.models import Reaction
from core.models import StateChange
from core.verdict import Refused
from petitions.actions import invalidate
from tests.accounts.test_inviting import member, office_form, proved
from tests.factories.accounts import InvitationFactory, OfficeFactory, UserFactory
from tests.factories.contributions import ContributionFactory
from tests.factories.digests import SubscriptionFactory
from tests.factories.petitions import SignatureFactory
from tests.factories.topics import MilestoneFactory
from topics.models import Observation

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return OfficeFactory(desk_email="desk@example.org", answers_need_two=True)


@pytest.fixture
def operator(client):
    user = UserFactory(operator=True, display_name="Oleh")
    Authenticator.objects.create(user=user, type="totp", data={"secret": "none"})
    client.force_login(user, backend="accounts.backends.RoleBackend")
    return user


def members_form(office, *rows, **more):
    """Of rows of the form `(membership, what is ticked)`."""
    data = {"memberships-TOTAL_FORMS": len(rows), "memberships-INITIAL_FORMS": len(rows)}
    for number, (row, ticked) in enumerate(rows):
        data |= {f"memberships-{number}-id": row.pk, f"memberships-{number}-office": office.pk}
        data |= {f"memberships-{number}-{name}": "on" for name in ticked}
    return office_form(office, **data, **more)


def save(client, office, form):
    page = f"/admin/accounts/office/{office.pk}/change/"
    return client.post(page, form, follow=True).content.decode()


def managers(office):
    return list(office.memberships.order_by("pk").values_list("user", "is_manager"))


# == Membership ==
def test_what_the_administration_refuses_it_names_and_does_the_rest(client, office, operator):
    boss = member(office, is_manager=True, display_name="Vera")
    others = [member(office) for _ in range(2)]

    page = save(client, office, members_form(office, *((row, ["DELETE"]) for row in (boss, *others))))

    assert "Vera: An office needs a manager" in page
    assert list(office.memberships.all()) == [boss]


def test_the_administration_removes_no_last_manager(client, office, operator):
    row, other = member(office, is_manager=True), member(office)

    removed = save(client, office, members_form(office, (row, ["is_manager", "DELETE"]), (other, [])))
    demoted = save(client, office, members_form(office, (row, []), (other, [])))

    assert "An office needs a manager" in removed
    assert "An office needs a manager" in demoted
    assert managers(office) == [(row.user_id, True), (other.user_id, False)]


def test_the_administration_hands_an_office_over_in_one_go(client, office, operator):
    row, other = member(office, is_manager=True), member(office)

    save(client, office, members_form(office, (row, ["is_manager", "DELETE"]), (other, ["is_manager"])))

    assert managers(office) == [(other.user_id, True)]


def test_whoever_is_removed_in_the_administration_is_a_citizen_and_receives_nothing(client, office, operator):
    boss, leaver = member(office, is_manager=True), member(office)
    mine, of_boss = (SubscriptionFactory(office=office, user=row.user) for row in (leaver, boss))
    elsewhere = SubscriptionFactory(user=leaver.user, office=OfficeFactory())

    save(client, office, members_form(office, (boss, ["is_manager"]), (leaver, ["DELETE"])))

    leaver.user.refresh_from_db()
    assert (leaver.user.role, managers(office)) == ("citizen", [(boss.user_id, True)])
    for row in (mine, of_boss, elsewhere):
        row.refresh_from_db()
    assert [bool(row.ended_at) for row in (mine, of_boss, elsewhere)] == [True, False, False]


def test_nobody_is_added_to_an_office_in_the_administration(client, office, operator):
    new = {"memberships-0-office": office.pk, "memberships-0-user": UserFactory().pk}

    save(client, office, office_form(office, **new) | {"memberships-TOTAL_FORMS": 1})

    assert not Membership.objects.exists()


@pytest.mark.parametrize("ticked", [["is_manager", "DELETE"], []])
def test_what_is_refused_is_neither_called_done_nor_in_the_log(ticked, client, office, operator):
    row, other = member(office, is_manager=True), member(office)

    page = save(client, office, members_form(office, (row, ticked), (other, ["DELETE"])))

    assert "An office needs a manager" in page
    assert "successfully" not in page
    message = LogEntry.objects.get().change_message
    assert f'"{row.user_id} ' not in message
    assert f'{{"deleted": {{"name": "official", "object": "{other.user_id} ' in message


def test_an_office_that_is_made_says_which_invitation_was_refused(client, operator):
    two = {"invitations-TOTAL_FORMS": 2} | {
        f"invitations-{n}-{name}": value
        for n, email in enumerate(["a@example.org", "A@example.org"])
        for name, value in {"email": email, "language": "en"}.items()
    }

    answer = client.post(
        "/admin/accounts/office/add/", office_form(OfficeFactory.build(), **two), follow=True
    )

    page, office = answer.content.decode(), Office.objects.get()
    assert answer.redirect_chain == [(f"/admin/accounts/office/{office.pk}/change/", 302)]
    assert "A@example.org: This person is invited already" in page
    assert "successfully" not in page
    assert LogEntry.objects.get().change_message.count('"invitation"') == office.invitations.count() == 1


# == Who manages ==
def test_a_suspended_manager_is_none(office):
    suspended = member(office, is_manager=True, is_active=False)
    boss, invited = member(office, is_manager=True), InvitationFactory(office=office, email="a@example.org")

    with pytest.raises(Refused, match="needs a manager"):
        actions.make_manager(boss, by=boss.user, is_manager=False)
    actions.remove(suspended, by=boss.user)
    Membership.objects.filter(pk=boss.pk).update(is_manager=False)

    assert actions.accept(invited, by=proved("a@example.org")).is_manager


def test_an_office_that_nobody_manages_says_so(client, office, operator):
    boss = member(office, is_manager=True)
    member(office)
    assert out_of_reach(office) == []
    form = {"email": boss.user.email, "display_name": "Vera", "language": "en", "languages": "en"}
    form |= {"role": "official", "country": "UA"}

    page = client.post(f"/admin/accounts/user/{boss.user_id}/change/", form, follow=True).content.decode()

    boss.user.refresh_from_db()
    assert not boss.user.is_active
    assert f"{office}: Nobody manages this office" in page
    assert len(out_of_reach(office)) == 2


# == Rules ==
def test_each_rule_that_is_changed_leaves_who_and_when(office):
    boss, longer = member(office, is_manager=True).user, "another.desk@example.org"

    actions.set_options(office, by=boss, answers_need_two="False", releases_needed="0", desk_email=longer)
    actions.set_options(office, by=boss, answers_need_two=False)

    said = StateChange.objects.order_by("why").values_list(
        "kind", "object_id", "by", "before", "after", "why"
    )
    place = ("accounts.office", office.pk, boss.pk)
    assert list(said) == [
        (*place, "True", "False", "answers_need_two: True > False"),
        (*place, "desk@example.org", "", f"desk_email: desk@example.org > {longer}"),
    ]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "An answer is published by a second person: yes &gt; no"),
        ("ru", "Ответ публикует второй человек: да &gt; нет"),
        ("uk", "Відповідь публікує друга людина: так &gt; ні"),
    ],
)
def test_an_operator_sees_who_switched_the_second_person_off(language, said, client, office, operator):
    boss = member(office, is_manager=True, display_name="Vera").user
    actions.set_options(office, by=boss, answers_need_two=0)
    StateChange.objects.create(
        kind="accounts.office", object_id=office.pk, by=boss, why="answers_need_two: True > 0"
    )

    page = client.get(
        f"/admin/accounts/office/{office.pk}/change/", headers={"accept-language": language}
    ).content.decode()

    assert page.count(f"Vera · {said}") == 2


@pytest.mark.parametrize(("role", "reads"), [("moderator", False), ("operator", True)])
def test_the_trace_of_offices_and_of_signatures_is_for_operators(role, reads, client, office, settings):
    settings.PORTAL_DEMO = True
    boss = member(office, is_manager=True).user
    actions.set_options(office, by=boss, desk_email="secret@example.org")
    invalidate(SignatureFactory(), by=UserFactory(operator=True), why="Ivan Petrov says he never signed.")
    client.force_login(UserFactory(role=role, is_superuser=False), backend="accounts.backends.RoleBackend")

    page = client.get("/admin/core/statechange/").content.decode()
    outbox = client.get("/admin/core/outgoingemail/").status_code

    assert [words in page for words in ("secret@example.org", "Ivan Petrov")] == [reads, reads]
    assert (outbox == 200) == reads


def test_a_rule_that_an_operator_changes_leaves_a_trace_too(client, office, operator):
    save(client, office, office_form(office, releases_needed=2))

    said = {(row.by, row.why) for row in StateChange.objects.all()}
    assert said == {(operator, "answers_need_two: True > False"), (operator, "releases_needed: 0 > 2")}


# == Who has taken part ==
@pytest.mark.parametrize("way", ["observed", "understood"])
def test_whoever_only_observed_or_understood_has_taken_part_too(way, office):
    row, user = InvitationFactory(office=office, email="a@example.org"), proved("a@example.org")
    assert not has_spoken(user)
    if way == "observed":
        Observation.objects.create(milestone=MilestoneFactory(), user=user, seen="happening")
    else:
        Reaction.objects.create(contribution=ContributionFactory(), user=user)

    with pytest.raises(Refused, match="as a citizen"):
        actions.accept(row, by=user)

    assert not Membership.objects.exists()
