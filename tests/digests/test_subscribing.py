import re
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from functools import partial
from zoneinfo import available_timezones

import pytest
from django.db import connection
from django.db.models import ProtectedError
from django.urls import reverse
from django.utils import timezone

from core.verdict import Refused
from digests import actions
from digests.forms import ZONES
from digests.models import Delivery, Subscription
from digests.permissions import may_change, may_look, may_read, may_receive, may_send_now, may_subscribe
from digests.states import LONG_WAIT
from insights.actions import rebuild_all
from tests.factories.accounts import MembershipFactory, OfficeFactory, UserFactory
from tests.factories.digests import SubscriptionFactory, digest_of, moment, official
from tests.factories.insights import crowd
from tests.factories.topics import TopicFactory
from tests.races import refusals
from tests.seen import as_seen

PAGE = "/en/digests/"
ROLES = ["citizen", "moderator", "facilitator", "official", "operator"]


# == Who may ==
def people(office):
    """Everyone who might try, by who they are."""
    outside = OfficeFactory()
    no_factor = official(office, second_factor=False)
    closed = official(office, is_active=False)
    members = {f"{role} in the office": UserFactory(role=role) for role in ROLES if role != "official"}
    for user in members.values():
        MembershipFactory(office=office, user=user)
    return members | {
        "nobody": None,
        "member": official(office),
        "manager": official(office, is_manager=True),
        "of another office": official(outside),
        "manager of another office": official(outside, is_manager=True),
        "of no office": official(),
        "without a second factor": no_factor,
        "closed account": closed,
    }


def allowed(verdict_of, office):
    found = {name: verdict_of(user) for name, user in people(office).items()}
    for verdict in found.values():
        assert bool(verdict) != bool(verdict.reason)
    return {name for name, verdict in found.items() if verdict}


def test_who_may_subscribe_for_an_office(office):
    assert allowed(lambda user: may_subscribe(user, office), office) == {"member", "manager"}


def test_who_may_read_a_digest(office):
    digest = digest_of(moment("2026-11-19 00:00Z"), moment("2026-11-20 00:00Z"), office=office)

    assert allowed(lambda user: may_read(user, digest), office) == {"member", "manager"}


def test_who_may_change_somebody_else_s_subscription(office):
    row = SubscriptionFactory(office=office)

    assert allowed(lambda user: may_change(user, row), office) == {"manager"}
    assert may_change(row.user, row)


def test_who_may_have_a_digest_sent_now(office):
    row = SubscriptionFactory(office=office)

    assert allowed(lambda user: may_send_now(user, row), office) == set()
    assert may_send_now(row.user, row)


def test_who_may_receive_digests_once_an_office_takes_them_in(office):
    assert allowed(may_receive, office) == {
        "member", "manager", "of another office", "manager of another office", "of no office",
        "without a second factor",
    }  # fmt: skip


def test_who_may_look_at_live_figures(office):
    assert allowed(may_look, office) == {
        "member", "manager", "of another office", "manager of another office",
    }  # fmt: skip


def test_nothing_can_be_changed_about_one_that_has_ended(office):
    row = SubscriptionFactory(office=office, ended_at=timezone.now())

    for act in (actions.pause, actions.resume, actions.end, actions.send_now):
        with pytest.raises(Refused, match="stopped"):
            act(row, by=row.user)
    with pytest.raises(Refused, match="stopped"):
        actions.change(row, by=row.user, topics=[])
    assert not Delivery.objects.exists()


# == Actions ==
def test_a_new_one_is_due_at_the_next_of_its_hours(reader, office):
    topics = TopicFactory.create_batch(2)

    row = actions.subscribe(
        office=office,
        by=reader,
        topics=topics,
        language="uk",
        frequency="daily",
        hour=7,
        timezone="Europe/Kyiv",
    )

    assert timezone.now() < row.due_at <= timezone.now() + timedelta(days=1, hours=1)
    assert set(row.topics.all()) == set(topics)
    assert list(Subscription.objects.due(row.due_at)) == [row]
    assert not Subscription.objects.due(row.due_at - timedelta(microseconds=1)).exists()


def test_exactly_the_same_is_not_subscribed_to_twice(reader, office):
    topics = TopicFactory.create_batch(2)
    actions.subscribe(office=office, by=reader, topics=topics)

    with pytest.raises(Refused, match="already"):
        actions.subscribe(office=office, by=reader, topics=reversed(topics))
    actions.subscribe(office=office, by=reader, topics=topics[:1])
    other = actions.subscribe(office=office, by=reader, topics=topics, language="ru")
    with pytest.raises(Refused, match="already"):
        actions.change(other, by=reader, topics=topics, language="en")

    assert Subscription.objects.count() == 3
    other.refresh_from_db()
    assert other.language == "ru"


def test_one_that_ended_can_be_had_again(reader, office):
    row = actions.subscribe(office=office, by=reader)
    actions.end(row, by=reader)

    actions.subscribe(office=office, by=reader)

    assert Subscription.objects.of(reader).count() == 1


def test_other_settings_lose_nothing_that_was_due_and_tell_nothing_twice(reader, office):
    row = actions.subscribe(office=office, by=reader, frequency="daily")
    due = row.due_at - timedelta(days=3)
    Subscription.objects.update(due_at=due)

    actions.change(row, by=reader, topics=[], frequency="monthly")
    row.refresh_from_db()
    assert row.told_until == due - timedelta(days=1)

    Subscription.objects.update(due_at=timezone.now())
    actions.dispatch()
    told = Subscription.objects.get().told_until
    actions.change(row, by=reader, topics=[], frequency="daily")
    row.refresh_from_db()
    assert row.told_until == told


def test_after_a_pause_it_goes_on_with_the_next_window(reader, office):
    row = actions.subscribe(office=office, by=reader, frequency="daily")
    Subscription.objects.update(due_at=timezone.now() - timedelta(days=9))

    actions.pause(row, by=reader)
    assert not Subscription.objects.due(timezone.now()).exists()
    actions.resume(row, by=reader)

    row.refresh_from_db()
    assert row.paused_at is None
    assert row.due_at > timezone.now()


def test_a_change_counts_from_its_next_hour_on(reader, office):
    row = actions.subscribe(office=office, by=reader, frequency="daily")
    topic = TopicFactory()

    actions.change(
        row, by=reader, topics=[topic], frequency="weekly", weekday=3, hour=23, timezone="Asia/Tokyo"
    )

    row.refresh_from_db()
    assert (row.frequency, row.weekday, row.hour, row.timezone) == ("weekly", 3, 23, "Asia/Tokyo")
    assert (row.due_at.weekday(), row.due_at.hour) == (3, 14)
    assert row.told_until is None  # the first one is a whole window of the new kind
    assert list(row.topics.all()) == [topic]


@pytest.mark.django_db(transaction=True)
def test_a_form_that_arrives_four_times_at_once_makes_one_subscription():
    office = OfficeFactory()
    reader, start = official(office), threading.Barrier(4)

    def subscribe():
        made = []
        for hour in range(12):  # the same form again and again, at the same moment
            start.wait()
            with suppress(Refused):
                made.append(actions.subscribe(office=office, by=reader, hour=hour).hour)
        connection.close()
        return made

    with ThreadPoolExecutor(4) as pool:
        made = [done.result() for done in [pool.submit(subscribe) for _ in range(4)]]

    assert sorted(hour for hours in made for hour in hours) == list(range(12))
    assert Subscription.objects.count() == 12


@pytest.mark.django_db(transaction=True)
def test_two_that_are_changed_into_the_same_at_once_do_not_become_twins():
    office = OfficeFactory()
    reader = official(office)
    first, second = (SubscriptionFactory(office=office, user=reader, hour=hour) for hour in (8, 9))

    for hour in range(10, 20):  # again and again, at the same moment
        found = refusals(
            *(partial(actions.change, row, by=reader, topics=[], hour=hour) for row in (first, second))
        )
        assert sorted(map(str, found)) == ["None", "There is exactly this digest already."]
        Subscription.objects.filter(pk=first.pk).update(hour=8)
        Subscription.objects.filter(pk=second.pk).update(hour=9)


@pytest.mark.parametrize("ended", [False, True])
def test_a_topic_that_somebody_subscribes_to_is_not_deleted(ended, office, client, settings):
    settings.PORTAL_DEMO = True
    topic, _other = TopicFactory.create_batch(2)
    row = SubscriptionFactory(office=office, topics=[topic], ended_at=timezone.now() if ended else None)
    client.force_login(UserFactory(operator=True))
    address = reverse("admin:topics_topic_delete", args=[topic.pk])

    page = client.get(address).content.decode()
    client.post(address, {"post": "yes"})
    every = {"action": "delete_selected", "_selected_action": [topic.pk], "post": "yes"}
    client.post(reverse("admin:topics_topic_changelist"), every)

    assert "would require deleting the following protected related objects" in page
    assert "Topic that a subscription is about" in page
    assert row.scope.topics == (topic,)


def test_a_topic_that_a_digest_is_about_is_not_deleted_and_any_other_is(office):
    topic, other = TopicFactory.create_batch(2)
    digest = digest_of(
        moment("2026-11-19 00:00Z"), moment("2026-11-20 00:00Z"), office=office, topics=[topic]
    )
    subscription = SubscriptionFactory(office=office, topics=[other])
    actions.change(subscription, by=subscription.user, topics=[])

    with pytest.raises(ProtectedError):
        topic.delete()
    other.delete()

    assert digest.scope.topics == (topic,)


# == The page ==
@pytest.fixture
def signed_in(client, reader):
    client.force_login(reader)
    return client


def form(office, **fields):
    usual = {"language": "en", "frequency": "weekly", "weekday": 0, "hour": 8, "timezone": "Europe/Kyiv"}
    return {"office": office.pk, **usual, "month_day": 1, "when_quiet": "tell", **fields}


@pytest.mark.parametrize("role", ROLES)
def test_the_page_is_for_officials(role, client, settings, db):
    settings.PORTAL_DEMO = True
    client.force_login(UserFactory(role=role))

    assert client.get(PAGE).status_code == (200 if role == "official" else 403)


def test_a_stranger_is_led_to_sign_in_and_comes_back(client, db):
    response = client.get(PAGE)

    assert (response.status_code, response["Location"]) == (302, f"/en/account/login/?next={PAGE}")


@pytest.mark.parametrize("language", ["en", "ru", "uk"])
def test_the_form_subscribes(language, signed_in, office, reader):
    topic = TopicFactory()

    response = signed_in.post(f"/{language}/digests/", form(office, topics=[topic.pk], language=language))

    assert (response.status_code, response["Location"]) == (302, f"/{language}/digests/")
    (row,) = Subscription.objects.all()
    assert (row.user, row.office, row.language, row.timezone) == (reader, office, language, "Europe/Kyiv")
    page = signed_in.get(f"/{language}/digests/").content.decode()
    assert "Europe/Kyiv" in page
    assert reverse("digests:act", args=[row.pk, "now"]).removeprefix("/en") in page


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("office", 987654), ("office", ""), ("office", "no"), ("topics", [987654]), ("topics", ["no"]),
        ("language", "fr"), ("language", ""), ("frequency", "hourly"), ("weekday", 7), ("weekday", "x"),
        ("month_day", 29), ("month_day", 0), ("when_quiet", "shout"), ("when_quiet", ""),
        ("countries", ["no"]), ("languages", ["fr"]), ("alerts", ["flood"]), ("waiting_days", 0),
        ("waiting_days", 366), ("waiting_days", "soon"),
        ("hour", 24), ("hour", -1), ("hour", ""), ("timezone", "Mars/Olympus"), ("timezone", "../etc"),
    ],
)  # fmt: skip
def test_a_bad_answer_comes_back_with_a_sentence_and_what_was_chosen(field, value, signed_in, office):
    topic = TopicFactory(title_en="Prisoners")

    response = signed_in.post(PAGE, form(office, topics=[topic.pk], timezone="Asia/Tokyo") | {field: value})

    page = response.content.decode()
    assert response.status_code == 422
    assert [fault.field_id for fault in response.context["form"].error_list] == [f"id_{field}"]
    if field != "waiting_days":
        assert "Choose one of the answers shown." in page or "Fill in" in page
    assert "Select a valid" not in page
    assert "Ensure this" not in page
    if field != "timezone":
        assert '<option value="Asia/Tokyo" selected>' in page
    if field != "topics":
        assert page.count(" checked") == 3 - (field in ("frequency", "when_quiet"))
    assert not Subscription.objects.exists()


def test_the_same_again_is_told_on_the_form(signed_in, office):
    signed_in.post(PAGE, form(office))

    response = signed_in.post(PAGE, form(office))

    assert "There is exactly this digest already." in response.content.decode()
    assert Subscription.objects.count() == 1


def test_countries_and_languages_are_chosen_by_a_box_or_by_name(signed_in, office, reader):
    crowd(3, country="UA")
    crowd(2, country="PL")
    rebuild_all()

    page = as_seen(signed_in.get("/uk/digests/"))
    boxes = re.findall(r'name="countries" value="(..)"', page)
    assert boxes == ["UA", "PL"]
    assert "Польща" in page
    assert re.search(r'<details class="gap">\s*<summary>', page)
    chosen = {"countries": ["PL"], "other_countries": "germany, Литва;  сша, PL", "languages": ["uk", "ru"]}
    signed_in.post(PAGE, form(office, **chosen))

    row = Subscription.objects.get()
    assert (row.countries, row.languages) == (["DE", "LT", "PL", "US"], ["ru", "uk"])
    page = signed_in.get(f"{PAGE}subscriptions/{row.pk}/").content.decode()
    assert re.findall(r'name="countries" value="(..)"[^>]*checked', page) == ["PL", "DE", "LT", "US"]
    listed = as_seen(signed_in.get(PAGE))
    assert "Germany, Lithuania, Poland, United States" in listed
    assert "in Russian, in Ukrainian" in listed


def test_a_country_that_is_not_known_is_told_with_its_name(signed_in, office):
    response = signed_in.post(PAGE, form(office, other_countries="Poland, Atlantis"))

    assert "No country is known by this name: Atlantis" in response.content.decode()
    assert 'value="Poland, Atlantis"' in response.content.decode()
    assert not Subscription.objects.exists()


@pytest.mark.parametrize(
    ("frequency", "shown"),
    [
        ("daily", "Every day, 08:00"), ("weekdays", "Monday to Friday, 08:00"),
        ("weekly", "Once a week, Thursday, 08:00"), ("monthly", "Once a month, the last day, 08:00"),
    ],
)  # fmt: skip
def test_the_page_says_how_often(frequency, shown, signed_in, office):
    signed_in.post(PAGE, form(office, frequency=frequency, weekday=3, month_day=31))

    assert f"{shown}, Europe/Kyiv" in signed_in.get(PAGE).content.decode()


def test_an_office_of_others_cannot_be_chosen(signed_in):
    signed_in.post(PAGE, form(OfficeFactory()))

    assert not Subscription.objects.exists()


def test_who_belongs_to_no_office_is_told_what_to_do(client, db):
    client.force_login(official())

    assert "You do not belong to an office yet" in client.get(PAGE).content.decode()


def test_changing_pausing_resuming_and_ending_by_the_page(signed_in, office):
    signed_in.post(PAGE, form(office))
    (row,) = Subscription.objects.all()
    states = []
    for verb in ("pause", "pause", "resume", "end"):
        response = signed_in.post(f"{PAGE}subscriptions/{row.pk}/{verb}/")
        assert (response.status_code, response["Location"]) == (302, PAGE)
        row.refresh_from_db()
        states.append((bool(row.paused_at), bool(row.ended_at)))

    assert states == [(True, False), (True, False), (False, False), (False, True)]
    assert signed_in.post(f"{PAGE}subscriptions/{row.pk}/pause/").status_code == 404


def test_the_form_of_a_change_comes_filled_in_and_saves(signed_in, office):
    topic = TopicFactory()
    signed_in.post(PAGE, form(office, topics=[topic.pk], hour=21))
    (row,) = Subscription.objects.all()
    address = f"{PAGE}subscriptions/{row.pk}/"

    page = signed_in.get(address).content.decode()
    assert '<option value="21" selected>21:00</option>' in page
    assert 'name="office"' not in page

    assert signed_in.post(address, form(office, hour=30)).status_code == 422
    assert signed_in.post(address, form(office, hour=6)).status_code == 302
    row.refresh_from_db()
    assert (row.hour, row.topics.count()) == (6, 0)


def test_an_empty_long_wait_is_the_one_that_the_form_names(signed_in, office):
    signed_in.post(PAGE, form(office, waiting_days=""))

    (row,) = Subscription.objects.all()
    assert row.waiting_days == LONG_WAIT
    assert f"Empty means {LONG_WAIT} days." in signed_in.get(PAGE).content.decode()


def test_each_place_is_offered_under_one_name():
    assert {"UTC", "Europe/Kyiv", "Europe/Amsterdam", "Asia/Kolkata", "America/New_York"} <= set(ZONES)
    assert not {"Europe/Kiev", "US/Eastern", "Asia/Calcutta", "Etc/UTC", "Zulu"} & set(ZONES)
    assert set(ZONES) <= available_timezones()
    assert len(ZONES) == len(set(ZONES))


def test_an_older_name_of_a_zone_is_shown_and_kept_where_it_was_chosen_once(signed_in, office, reader):
    row = SubscriptionFactory(office=office, user=reader, timezone="Europe/Kiev")
    address = f"{PAGE}subscriptions/{row.pk}/"

    assert '<option value="Europe/Kiev" selected>' in signed_in.get(address).content.decode()
    assert "Europe/Kiev</option>" not in signed_in.get(PAGE).content.decode()
    assert signed_in.post(address, form(office, hour=6, timezone="Europe/Kiev")).status_code == 302
    row.refresh_from_db()
    assert (row.hour, row.timezone) == (6, "Europe/Kiev")
    assert signed_in.post(address, form(office, timezone="US/Eastern")).status_code == 422


@pytest.mark.parametrize("verb", ["now", "pause", "resume", "end"])
def test_the_subscription_of_somebody_else_is_not_found(verb, signed_in):
    row = SubscriptionFactory()

    assert signed_in.post(f"{PAGE}subscriptions/{row.pk}/{verb}/").status_code == 404
    assert signed_in.get(f"{PAGE}subscriptions/{row.pk}/").status_code == 404


def test_unknown_verbs_are_not_found_and_nothing_happens_by_a_link(signed_in, office, reader):
    row = SubscriptionFactory(office=office, user=reader)

    assert signed_in.post(f"{PAGE}subscriptions/{row.pk}/explode/").status_code == 404
    assert signed_in.get(f"{PAGE}subscriptions/{row.pk}/end/").status_code == 405


def test_the_page_costs_the_same_for_many_digests_as_for_few(
    signed_in, office, reader, django_assert_num_queries
):
    topics = TopicFactory.create_batch(3)
    for count in (1, 3):
        for _ in range(count):
            row = SubscriptionFactory(office=office, user=reader, topics=topics)
            actions.send_now(row, by=reader)
        with django_assert_num_queries(12):
            signed_in.get(PAGE)
