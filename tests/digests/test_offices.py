"""The desk of an office's manager."""

import pytest
from django.utils import timezone

from accounts import actions as people
from accounts.models import Invitation, Membership
from core.models import OutgoingEmail
from core.verdict import Refused
from digests.models import Delivery, Subscription
from digests.permissions import may_subscribe
from tests.factories.accounts import InvitationFactory, OfficeFactory, UserFactory
from tests.factories.digests import SubscriptionFactory, official
from tests.factories.topics import TopicFactory

DESK = "/en/digests/offices/working-group/"
FORM = {
    "language": "uk", "frequency": "monthly", "weekday": 0, "month_day": 31, "hour": 8,
    "timezone": "Europe/Kyiv", "when_quiet": "skip", "alerts": ["waiting"], "waiting_days": 3,
}  # fmt: skip


@pytest.fixture
def manager(office):
    return official(office, is_manager=True, email="manager@example.org")


@pytest.fixture
def signed_in(client, manager):
    client.force_login(manager)
    return client


def place_of(user, office):
    return office.memberships.get(user=user)


# == Who may ==
def test_who_may_make_a_digest_for_whom(office, reader, manager):
    outside = official(OfficeFactory())
    other_manager = official(OfficeFactory(), is_manager=True)

    allowed = {
        (by.email, of.email)
        for by in (reader, manager, outside, other_manager)
        for of in (reader, manager, outside)
        if may_subscribe(by, office, of)
    }

    assert allowed == {
        (reader.email, reader.email), (manager.email, reader.email), (manager.email, manager.email),
    }  # fmt: skip


@pytest.mark.parametrize("role", ["stranger", "citizen", "member", "manager elsewhere", "operator"])
def test_the_desk_is_for_its_managers(role, client, office, settings):
    settings.PORTAL_DEMO = True
    people = {
        "citizen": lambda: UserFactory(),
        "operator": lambda: UserFactory(operator=True),
        "member": lambda: official(office),
        "manager elsewhere": lambda: official(OfficeFactory(), is_manager=True),
    }
    if role != "stranger":
        client.force_login(people[role]())
    member, invitation = place_of(official(office), office), InvitationFactory(office=office)
    row = SubscriptionFactory(office=office, user=member.user)

    paths = {
        "": "get", "invite/": "post", "options/": "post", f"officials/{member.pk}/subscribe/": "post",
        f"officials/{member.pk}/remove/": "post", f"officials/{member.pk}/manager/": "post",
        f"invitations/{invitation.pk}/withdraw/": "post",
    }  # fmt: skip
    found = {getattr(client, method)(DESK + path).status_code for path, method in paths.items()}

    assert found == ({302} if role == "stranger" else {403})
    assert client.post(f"/en/digests/subscriptions/{row.pk}/end/").status_code in (302, 403, 404)
    row.refresh_from_db()
    invitation.refresh_from_db()
    assert (row.ended_at, invitation.withdrawn_at) == (None, None)
    assert Membership.objects.get(pk=member.pk).is_manager is False


# == The page ==
def test_the_desk_shows_everyone_what_each_receives_and_open_invitations(signed_in, office, reader):
    SubscriptionFactory(office=office, user=reader, frequency="monthly", month_day=31)
    SubscriptionFactory(office=office, user=reader, ended_at=timezone.now(), timezone="Asia/Tokyo")
    SubscriptionFactory(timezone="Asia/Tokyo")
    official(office, second_factor=False, email="late@example.org")
    InvitationFactory(office=office, email="asked@example.org")
    InvitationFactory(office=office, email="gone@example.org", withdrawn_at=timezone.now())

    page = signed_in.get(DESK).content.decode()

    assert "reader@example.org" in page
    assert "Once a month, the last day, 08:00" in page
    assert page.count("No second step yet: nothing is sent") == 1
    assert "asked@example.org" in page
    assert "gone@example.org" not in page
    assert "Asia/Tokyo" not in page


def test_the_desk_costs_the_same_for_many_as_for_few(signed_in, office, django_assert_num_queries):
    topics = TopicFactory.create_batch(2)
    for count in (1, 4):
        for _ in range(count):
            SubscriptionFactory(office=office, user=official(office), topics=topics)
            InvitationFactory(office=office)
        with django_assert_num_queries(12):
            signed_in.get(DESK)


def test_managers_find_the_desk_on_their_own_page_and_others_do_not(client, office, reader, manager):
    for user, shown in ((reader, False), (manager, True)):
        client.force_login(user)
        assert (DESK in client.get("/en/digests/").content.decode()) == shown


def test_a_manager_makes_changes_pauses_and_ends_a_digest_of_an_official(signed_in, office, reader, client):
    address = f"{DESK}officials/{place_of(reader, office).pk}/subscribe/"
    assert signed_in.get(address).status_code == 200
    assert signed_in.post(address, FORM)["Location"] == DESK
    row = Subscription.objects.get()
    assert (row.user, row.office, row.frequency, row.when_quiet) == (reader, office, "monthly", "skip")
    assert (row.alerts, row.waiting_days) == (["waiting"], 3)

    own = f"/en/digests/subscriptions/{row.pk}/"
    assert reader.shown_name in signed_in.get(own).content.decode()
    assert signed_in.post(own, FORM | {"hour": 5})["Location"] == DESK
    assert signed_in.post(f"{own}pause/")["Location"] == DESK
    row.refresh_from_db()
    assert (row.hour, bool(row.paused_at)) == (5, True)
    client.force_login(reader)
    assert client.post(f"{own}end/")["Location"] == "/en/digests/"
    row.refresh_from_db()
    assert row.ended_at


@pytest.mark.parametrize("second_factor", [True, False])
def test_a_manager_sends_no_digest_to_another_between_its_hours(second_factor, signed_in, office):
    row = SubscriptionFactory(office=office, user=official(office, second_factor=second_factor))

    said = signed_in.post(f"/en/digests/subscriptions/{row.pk}/now/", follow=True)

    assert said.redirect_chain == [(DESK, 302)]
    assert "Only the official who receives this digest can have one sent now." in said.content.decode()
    assert "On its way" not in said.content.decode()
    assert not Delivery.objects.exists()
    assert not OutgoingEmail.objects.exists()


def test_the_same_digest_again_is_told_on_the_form(signed_in, office, reader):
    address = f"{DESK}officials/{place_of(reader, office).pk}/subscribe/"
    signed_in.post(address, FORM)

    assert "There is exactly this digest already." in signed_in.post(address, FORM).content.decode()


def test_inviting_by_the_page_and_withdrawing(signed_in, office):
    assert signed_in.post(f"{DESK}invite/", {"email": "no", "language": "en"}).status_code == 200
    assert signed_in.post(f"{DESK}invite/", {"email": "new@example.org", "language": "ru"}).status_code == 302
    again = signed_in.post(f"{DESK}invite/", {"email": "new@example.org", "language": "ru"})
    assert "This person is invited already" in again.content.decode()

    row = Invitation.objects.get()
    assert (row.office, row.language, row.by.email) == (office, "ru", "manager@example.org")
    signed_in.post(f"{DESK}invitations/{row.pk}/withdraw/")
    row.refresh_from_db()
    assert row.withdrawn_at


def test_the_options_of_the_office_are_saved_and_nothing_else_of_it(signed_in, office):
    chosen = {"desk_email": "new-desk@example.org", "answers_need_two": "on", "releases_needed": 1}

    signed_in.post(f"{DESK}options/", {**chosen, "slug": "other", "name": "Other"})

    office.refresh_from_db()
    assert (office.desk_email, office.answers_need_two, office.releases_needed) == (
        "new-desk@example.org", True, 1,
    )  # fmt: skip
    assert (office.slug, office.name_en) == ("working-group", "Working Group")
    assert signed_in.post(f"{DESK}options/", chosen | {"desk_email": "no"}).status_code == 200


@pytest.mark.parametrize("wrong", [7, 3, -1, "two", 99999999])
@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Write how many moderators release a digest: 0, 1 or 2."),
        ("ru", "Напишите, сколько модераторов выпускают дайджест: 0, 1 или 2."),
        ("uk", "Напишіть, скільки модераторів випускають дайджест: 0, 1 або 2."),
    ],
)
def test_another_number_of_moderators_is_told_in_a_sentence(wrong, language, sentence, signed_in, office):
    response = signed_in.post(f"/{language}{DESK[3:]}options/", {"releases_needed": wrong})

    office.refresh_from_db()
    assert [fault.field_id for fault in response.context["options_form"].error_list] == ["id_releases_needed"]
    assert sentence in response.content.decode()
    assert response.context["out_of_reach"] == []
    assert office.releases_needed == 0


def test_the_desk_warns_of_what_the_office_asks_for_and_nobody_can_do(signed_in, office):
    def warnings(**chosen):
        page = signed_in.post(f"{DESK}options/", chosen, follow=True).content.decode()
        return ["fewer than two officials" in page, "More moderators are to release" in page]

    both = {"answers_need_two": "on", "releases_needed": 2}
    UserFactory(moderator=True)
    UserFactory(moderator=True, is_active=False)
    assert warnings(**both) == [True, True]
    assert warnings(answers_need_two="on", releases_needed=1) == [True, False]
    assert warnings(releases_needed=0) == [False, False]

    official(office)
    UserFactory(operator=True)
    assert warnings(**both) == [False, False]


def test_who_is_removed_gets_nothing_of_this_office_any_more(signed_in, office, reader):
    here, elsewhere = SubscriptionFactory(office=office, user=reader), SubscriptionFactory(user=reader)
    address = f"{DESK}officials/{place_of(reader, office).pk}/remove/"

    assert "Remove Official from the office?" in signed_in.get(address).content.decode()
    assert place_of(reader, office)
    signed_in.post(address)

    assert not office.memberships.filter(user=reader).exists()
    assert list(Subscription.objects.filter(ended_at=None)) == [elsewhere]
    assert Subscription.objects.get(pk=here.pk).ended_at


def test_another_manager_is_made_and_the_last_one_stays(signed_in, office, reader, manager):
    mine, other = place_of(manager, office), place_of(reader, office)

    said = signed_in.post(f"{DESK}officials/{mine.pk}/member/", follow=True)
    assert "An office needs a manager" in said.content.decode()
    assert said.redirect_chain == [(DESK, 302)]
    assert signed_in.post(f"{DESK}officials/{mine.pk}/remove/")["Location"] == DESK
    with pytest.raises(Refused, match="needs a manager"):
        people.remove(mine, by=manager)
    signed_in.post(f"{DESK}officials/{other.pk}/manager/")
    assert signed_in.post(f"{DESK}officials/{mine.pk}/member/")["Location"] == "/en/digests/"

    assert list(office.memberships.filter(is_manager=True)) == [other]
    assert signed_in.post(f"{DESK}officials/{mine.pk}/king/").status_code == 403
