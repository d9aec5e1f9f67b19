import random
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from core.models import OutgoingEmail
from digests import actions, emails, tasks
from digests.actions.finding import Look
from digests.models import Alert, Scope, Subscription
from insights.actions import rebuild_all
from petitions.models import Reached
from tests.factories.accounts import OfficeFactory, UserFactory
from tests.factories.consultations import ConsultationFactory
from tests.factories.digests import SubscriptionFactory, moment, official
from tests.factories.insights import crowd, heard
from tests.factories.petitions import PetitionFactory, ThresholdFactory
from tests.factories.topics import TopicFactory
from topics.models import Topic

NOW = moment("2026-11-20 00:10Z")
MINUTES, HOUR, DAY = timedelta(minutes=10), timedelta(hours=1), timedelta(days=1)
KINDS = ["shift", "spike", "threshold", "waiting"]


@pytest.fixture(autouse=True)
def no_fault(caplog):
    """Nothing to tell is not the same as nothing that could be made."""
    yield
    assert "could not be made" not in caplog.text


@pytest.fixture
def topic(db):
    return TopicFactory(title_en="Prisoners", title_ru="Пленные", title_uk="Полонені", slug="prisoners")


def wanting(*kinds, office=None, **fields):
    """Alerts of these kinds, chosen long ago; the last look was ten minutes before midnight."""
    fields = {"alerts_since": NOW - 40 * DAY, "looked_at": NOW - 2 * MINUTES, **fields}
    return SubscriptionFactory(
        office=office or OfficeFactory(), alerts=sorted(kinds), waiting_days=5, **fields
    )


def many(topic, people=30, *, at=NOW - timedelta(hours=5), **words):
    """Far more than usual, yesterday."""
    crowd(people, topic=topic, published_at=at, **words)
    rebuild_all()


def shifted(topic, people=28):
    """Negative for a week, then not."""
    for day in range(1, 15):
        tones = (0.5, 0.6, 0.4) if day <= 7 else (-0.6, -0.5, -0.4)
        crowd(people // 7, topic=topic, published_at=NOW - day * DAY, tones=tones)


def reached(topic, at=NOW - HOUR, count=1000):
    row = PetitionFactory(contribution__topic=topic, action="Publish the lists")
    Reached.objects.create(petition=row, threshold=ThresholdFactory(count=count), at=at)
    return row


def happened(kind, topic):
    """Whatever makes an alert of this kind due now."""
    if kind == "spike":
        many(topic)
    elif kind == "shift":
        shifted(topic)
    elif kind == "threshold":
        reached(topic)
    else:
        reached(topic, at=NOW - 5 * DAY - HOUR)


def sent():
    return [(email.to, email.subject) for email in OutgoingEmail.objects.order_by("pk")]


SUBJECTS = {
    "shift": "Tone is more positive than before: “Prisoners”",
    "spike": "Far more was written than usual: “Prisoners”",
    "threshold": "A petition has reached 1,000 signatures: “Publish the lists”",
    "waiting": "Has waited more than 5 days for an answer: “Publish the lists”",
}


# == Once ==
@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_told_once_however_often_and_late_it_is_looked_for(kind, topic):
    row = wanting(kind)
    happened(kind, topic)

    looks = [NOW, NOW, NOW + MINUTES, NOW + DAY, NOW + 3 * DAY, NOW + 6 * DAY]
    assert [actions.alert(now) for now in looks] == [1, 0, 0, 0, 0, 0]

    assert sent() == [(row.user.email, SUBJECTS[kind])]
    email = OutgoingEmail.objects.get()
    assert email.key == f"alert:{row.pk}:2026-11-20T00"
    assert email.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert [(alert.kind, alert.email) for alert in Alert.objects.all()] == [(kind, email)]


@pytest.mark.parametrize("kind", KINDS)
def test_only_the_kinds_that_were_chosen_are_told(kind, topic):
    wanting(*(set(KINDS) - {kind}))
    wanting()
    happened(kind, topic)

    actions.alert(NOW)

    assert not Alert.objects.filter(kind=kind).exists()


def test_a_portal_that_stood_still_for_a_week_tells_what_it_missed_once(topic):
    wanting("spike", "threshold", looked_at=NOW - 6 * DAY)
    many(topic, at=NOW - 4 * DAY)
    many(topic, at=NOW - 3 * DAY)
    row = reached(topic, at=NOW - 5 * DAY)

    assert [actions.alert(NOW), actions.alert(NOW + MINUTES)] == [1, 0]

    assert sorted(Alert.objects.values_list("kind", "thing", "period")) == [
        ("spike", f"topic:{topic.pk}", "2026-11-16"),
        ("threshold", f"petition:{row.pk}:1000", ""),
    ]
    assert sent()[0][1] == f"{SUBJECTS['spike']} (and 1 more)"


def test_what_happened_before_alerts_were_chosen_is_old(topic):
    wanting(*KINDS, alerts_since=NOW - MINUTES / 2, looked_at=None)
    for kind in KINDS:
        happened(kind, topic)

    assert actions.alert(NOW) == 0


def test_a_threshold_that_is_lost_and_reached_again_is_told_once(topic):
    wanting("threshold")
    row = reached(topic)
    assert actions.alert(NOW) == 1
    Reached.objects.all().delete()
    Reached.objects.create(petition=row, threshold=ThresholdFactory(count=1000), at=NOW + DAY)

    assert actions.alert(NOW + 2 * DAY) == 0


def test_another_spike_is_news_again_after_a_week(topic):
    wanting("spike")
    many(topic)
    assert actions.alert(NOW) == 1
    many(topic, 40, at=NOW + 5 * DAY)
    assert actions.alert(NOW + 6 * DAY) == 0
    many(topic, 60, at=NOW + 7 * DAY)

    assert actions.alert(NOW + 8 * DAY) == 1


# == At most one e-mail an hour ==
def test_what_is_found_within_the_hour_waits_and_comes_together(topic):
    wanting("threshold")
    reached(topic)
    assert actions.alert(NOW) == 1
    for minutes in (20, 40):
        reached(topic, at=NOW + timedelta(minutes=minutes - 5), count=1000 + minutes)
        assert actions.alert(NOW + timedelta(minutes=minutes)) == 0

    assert actions.alert(NOW + HOUR) == 1

    assert [subject for _to, subject in sent()] == [
        SUBJECTS["threshold"],
        "A petition has reached 1,020 signatures: “Publish the lists” (and 1 more)",
    ]
    assert not Alert.objects.untold().exists()


def changed(**settings):
    return lambda row: actions.change(row, by=row.user, topics=[], **settings)


def paused(row):
    actions.pause(row, by=row.user)
    actions.resume(row, by=row.user)


@pytest.mark.parametrize(
    ("kind", "meanwhile"),
    [
        ("threshold", changed(alerts=["spike"])),
        ("threshold", paused),
        ("threshold", actions.stop_alerts),
        ("waiting", changed(waiting_days=6)),
    ],
)
def test_what_waits_and_is_not_wanted_any_more_is_never_told(kind, meanwhile, topic):
    row = wanting(kind, alerted_at=NOW - MINUTES)
    happened(kind, topic)
    assert actions.alert(NOW) == 0
    assert Alert.objects.untold().exists()

    meanwhile(row)
    assert actions.alert(NOW + HOUR) == 0
    actions.change(row, by=row.user, topics=[], alerts=[kind])
    assert actions.alert(NOW + 2 * HOUR) == 0

    assert not Alert.objects.exists()


@pytest.mark.parametrize(
    ("kind", "meanwhile"),
    [
        ("threshold", changed(alerts=["spike", "threshold"])),
        ("waiting", changed(alerts=["spike", "waiting"])),
        ("waiting", changed(waiting_days=4)),
    ],
)
def test_what_waits_and_is_wanted_still_is_told_whatever_else_is_chosen(kind, meanwhile, topic):
    row = wanting(kind, alerted_at=NOW - MINUTES)
    happened(kind, topic)
    assert actions.alert(NOW) == 0

    meanwhile(row)

    assert actions.alert(NOW + HOUR) == 1
    assert sent() == [(row.user.email, SUBJECTS[kind])]


@pytest.mark.parametrize("kind", KINDS)
def test_what_nobody_has_looked_for_yet_is_told_when_another_kind_is_chosen_meanwhile(kind, topic):
    row = wanting(kind)
    happened(kind, topic)

    actions.change(row, by=row.user, topics=[], alerts=KINDS)

    assert actions.alert(NOW) == 1
    assert sent() == [(row.user.email, SUBJECTS[kind])]


@pytest.mark.django_db(transaction=True)
def test_four_workers_at_once_tell_everything_once():
    topic, office, start = TopicFactory(title_en="Prisoners"), OfficeFactory(), threading.Barrier(4)
    rows = [wanting("threshold", office=office) for _ in range(8)]
    reached(topic)

    def work():
        start.wait()
        try:
            return actions.alert(NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        counts = [done.result() for done in [pool.submit(work) for _ in range(4)]]

    assert sum(counts) == 8
    assert sorted(to for to, _subject in sent()) == sorted(row.user.email for row in rows)
    assert Alert.objects.count() == 8


def test_the_task_looks_for_everyone(db):
    wanting("threshold", looked_at=None)

    tasks.alert()

    assert Subscription.objects.get().looked_at


# == What may be told, and to whom ==
def test_a_spike_that_nine_people_wrote_is_not_told(topic):
    wanting("spike")
    for writer in UserFactory.create_batch(9):
        for hour in range(5):
            heard(author=writer, topic=topic, published_at=NOW - timedelta(hours=2 + hour))
    rebuild_all()

    assert actions.alert(NOW) == 0
    assert not Alert.objects.exists()


@pytest.mark.parametrize(
    ("people", "narrowed", "usual"), [(1, {}, None), (10, {}, 12), (10, {"countries": ["UA"]}, None)]
)
def test_what_is_usual_is_told_where_ten_people_write_every_day(people, narrowed, usual, topic):
    wanting("spike", **narrowed)
    writers = UserFactory.create_batch(people)
    for day in range(1, 29):
        for number in range(12):
            heard(author=writers[number % people], topic=topic, published_at=NOW - day * DAY)
    many(topic, 60)

    assert actions.alert(NOW) == 1

    assert Alert.objects.get().facts["usual"] == usual
    beside = f"where a usual day has {usual}." if usual else "far more than on most days of the weeks before."
    told = f"72 texts on 19 November 2026, {beside}"
    assert told in " ".join(OutgoingEmail.objects.get().text.split())


CALL = "Открыть дорогу завтра утром и пропустить колонну с водой и хлебом для больницы номер"


@pytest.mark.parametrize(
    ("copied", "honest", "told"),
    [
        (0, 28, "It clearly moved. Why it did"),
        (14, 28, "It clearly moved, also without texts that many wrote in nearly the same words. Why it did"),
        (28, 0, "It clearly moved only with texts that many wrote in nearly the same words. Why it did"),
    ],
)
def test_a_shift_says_whether_copied_texts_made_it(copied, honest, told, topic):
    wanting("shift")
    for number in range(35):
        own = {"tones": (number % 3 / 10 - 0.6,), "body": phrase(100 + number)}
        crowd(1, topic=topic, published_at=NOW - 10 * DAY, **own)
    for number in range(honest):
        crowd(1, topic=topic, published_at=NOW - DAY, tones=(0.5 + number % 3 / 10,), body=phrase(number))
    for number in range(copied):
        crowd(1, topic=topic, published_at=NOW - DAY, tones=(0.5 + number % 3 / 10,), body=f"{CALL} {number}")

    assert actions.alert(NOW) == 1

    assert told in " ".join(OutgoingEmail.objects.get().text.split())


@pytest.mark.parametrize(("before", "after"), [(60, 0), (20, 90)])
def test_a_shift_that_a_campaign_made_is_told_as_such_in_whichever_week_it_ran(before, after, topic):
    wanting("shift")
    for week, copies in ((10, before), (1, after)):
        for number in range(30):
            own = {"tones": (number % 3 / 10,), "body": phrase(week * 100 + number)}
            crowd(1, topic=topic, published_at=NOW - week * DAY, **own)
        crowd(copies, topic=topic, published_at=NOW - week * DAY, tones=(-0.8,), body=f"{CALL} 7")

    assert actions.alert(NOW) == 1

    told = "It clearly moved only with texts that many wrote in nearly the same words."
    assert told in " ".join(OutgoingEmail.objects.get().text.split())


def test_a_shift_that_would_be_too_small_for_an_alert_without_a_campaign_is_told_as_made_by_it(topic):
    wanting("shift")
    for number, person in enumerate(UserFactory.create_batch(30)):
        for week, tone in ((10, 0.0), (3, 0.02)):
            own = {"tone": tone + number % 2 / 100, "body": phrase(week * 100 + number)}
            heard(author=person, topic=topic, published_at=NOW - week * DAY, **own)
    crowd(20, topic=topic, tones=[0.8], published_at=NOW - 3 * DAY, body=f"{CALL} 7")

    assert actions.alert(NOW) == 1

    assert Alert.objects.get().facts["clear_without_campaigns"] is False
    told = "It clearly moved only with texts that many wrote in nearly the same words."
    assert told in " ".join(OutgoingEmail.objects.get().text.split())


def phrase(number):
    """Words that nobody else wrote."""
    chance = random.Random(number)
    return " ".join("".join(chance.choices("abdegiklmnoprstu", k=7)) for _ in range(12))


def test_a_shift_is_not_told_where_the_whole_would_give_away_topics_that_are_not_told(topic):
    """Two topics are told together only: of their people four were read."""
    wanting("shift")
    large, small, unread = TopicFactory.create_batch(3)
    shifted(topic)
    for day in (2, 9):
        crowd(40, topic=large, published_at=NOW - day * DAY, tones=(0.1, -0.1))
    crowd(14, topic=unread, published_at=NOW - 2 * DAY, tones=(None,), language="other")
    assert len(Look(Scope.of(), NOW).shifts) == 1

    crowd(4, topic=small, published_at=NOW - 2 * DAY, tones=(-0.8,))

    assert actions.alert(NOW) == 0


def test_a_shift_among_nine_people_is_not_told(topic):
    wanting("shift")
    shifted(topic, people=7)

    assert actions.alert(NOW) == 0
    assert not Alert.objects.exists()


@pytest.mark.parametrize("language", ["en", "ru", "uk"])
def test_a_topic_whose_figure_would_give_a_smaller_one_away_is_told_without_its_figures(language, topic):
    wanting("spike", language=language)
    crowd(4, topic=TopicFactory(), published_at=NOW - HOUR)
    many(topic, at=NOW - HOUR)

    assert actions.alert(NOW) == 1

    alert, email = Alert.objects.get(), OutgoingEmail.objects.get()
    figures = {"people": None, "texts": None, "usual": None}
    assert alert.facts == {"topic": topic.pk, "day": "2026-11-19", **figures}
    assert (alert.counted, alert.compared) == (None, None)
    text = " ".join(email.text.split())
    assert not re.search(r"\b(30|34)\b", text)
    told = {"en": "How much is not shown, so", "ru": "Сколько именно, не показано", "uk": "Скільки саме, не"}
    assert told[language] in text


@pytest.mark.parametrize(("large", "is_told"), [(15, False), (16, True)])
def test_nobody_learns_that_few_wrote_on_one_topic_by_the_name_of_another(large, is_told, topic):
    """Of 19 people ten wrote about the one: at most nine did about the other, as everybody can tell."""
    wanting("spike")
    crowd(4, topic=TopicFactory(), published_at=NOW - HOUR)
    many(topic, large, at=NOW - HOUR)

    assert actions.alert(NOW) == is_told


def test_a_spike_that_few_people_wrote_is_not_told_without_its_figures_either(topic):
    wanting("spike")
    for writer in UserFactory.create_batch(9):
        for hour in range(5):
            heard(author=writer, topic=topic, published_at=NOW - timedelta(hours=2 + hour))
    crowd(200, topic=TopicFactory(), published_at=NOW - HOUR)
    rebuild_all()

    actions.alert(NOW)

    assert not Alert.objects.filter(thing=f"topic:{topic.pk}").exists()


def test_the_subject_names_what_moved_most(topic):
    wanting("shift")
    largest = TopicFactory(title_en="Water")
    for day in range(1, 15):
        is_late = day <= 7
        crowd(4, topic=topic, published_at=NOW - day * DAY, tones=(0.1, 0.2) if is_late else (-0.2, -0.1))
        crowd(4, topic=largest, published_at=NOW - day * DAY, tones=(0.7, 0.6) if is_late else (-0.7, -0.6))

    assert actions.alert(NOW) == 1

    assert sent()[0][1] == "Tone is more positive than before: “Water” (and 1 more)"
    text = OutgoingEmail.objects.get().text
    assert text.index("Water") < text.index("Prisoners")


@pytest.mark.parametrize("reason", ["paused", "ended", "left the office", "second factor", "closed"])
def test_who_may_not_read_it_is_not_alerted_and_holds_up_nobody(reason, topic):
    row, other = wanting("threshold"), wanting("threshold")
    reached(topic)
    if reason == "left the office":
        row.user.memberships.all().delete()
    elif reason == "second factor":
        row.user.authenticator_set.all().delete()
    elif reason == "closed":
        type(row.user).objects.filter(pk=row.user.pk).update(is_active=False)
    else:
        Subscription.objects.filter(pk=row.pk).update(**{f"{reason}_at": NOW})

    assert actions.alert(NOW) == 1

    assert [to for to, _subject in sent()] == [other.user.email]


def test_other_topics_countries_and_languages_are_not_told_of(topic):
    wanting("threshold", "spike", topics=[TopicFactory()])
    wanting("spike", countries=["PL"])
    wanting("spike", languages=["uk"])
    told = wanting("spike", countries=["UA"], languages=["en"])
    many(topic)
    reached(topic)

    assert actions.alert(NOW) == 1
    assert [to for to, _subject in sent()] == [told.user.email]


def test_a_steady_tone_and_a_usual_day_are_no_alert(topic):
    wanting("shift", "spike")
    for day in range(1, 29):
        crowd(4, topic=topic, published_at=NOW - day * DAY)
    rebuild_all()

    assert actions.alert(NOW) == 0


def test_a_consultation_that_is_over_and_has_no_answer_is_told(topic):
    wanting("waiting")
    ConsultationFactory(topic=topic, title_en="Lists", state="closed", closes_at=NOW - 5 * DAY - HOUR)
    ConsultationFactory(topic=topic, state="closed", closes_at=NOW - 4 * DAY)

    assert actions.alert(NOW) == 1
    assert sent()[0][1] == "Has waited more than 5 days for an answer: “Lists”"


def test_what_waits_for_another_office_is_no_alert(topic):
    row = wanting("waiting")
    ConsultationFactory(topic=topic, title_en="Lists", state="closed", closes_at=NOW - 5 * DAY - HOUR)
    topic.offices.set([OfficeFactory()])
    assert actions.alert(NOW) == 0

    topic.offices.add(row.office)
    assert actions.alert(NOW + timedelta(minutes=6)) == 1


# == The e-mail ==
def test_the_e_mail_says_what_is_clear_and_what_is_not(topic):
    wanting("shift", "spike")
    shifted(topic)
    many(topic, 60, tones=(0.5, 0.6, 0.4))

    actions.alert(NOW)

    text = " ".join(OutgoingEmail.objects.get().text.split())
    assert "64 texts on 19 November 2026, far more than on most days of the weeks before. 64 people" in text
    assert re.search(r"Net tone moved by \+\d\.\d\d .{9,20} since the seven days before\.", text)
    assert "88 people wrote, 13 to 19 November 2026." in text
    assert "Why it did, and whether it lasts, no figure says." in text
    assert "/en/pulse/prisoners/" in text


@pytest.mark.parametrize(("language", "title"), [("en", "Prisoners"), ("ru", "Пленные"), ("uk", "Полонені")])
def test_it_is_in_the_language_of_the_subscription(language, title, topic):
    wanting("spike", language=language)
    many(topic)

    actions.alert(NOW)

    email = OutgoingEmail.objects.get()
    assert title in email.subject
    assert f"/{language}/pulse/prisoners/" in email.text
    assert f"/{language}/digests/unsubscribe/alerts/" in email.html


def test_alerts_are_stopped_by_one_click_and_the_digest_goes_on(client, topic):
    row = wanting(*KINDS)
    stop = emails.alerts_path(row)

    assert "Stop these alerts?" in client.get(stop).content.decode()
    row.refresh_from_db()
    assert row.alerts
    assert client.post(stop).status_code == 200
    assert "The digest itself goes on" in client.get(stop).content.decode()
    row.refresh_from_db()
    assert (row.alerts, row.ended_at) == ([], None)
    assert client.get(stop.replace("alerts/", "alerts/x")).status_code == 404
    reached(topic)
    assert actions.alert(NOW) == 0


def test_each_kind_counts_from_when_it_was_chosen(db):
    office = OfficeFactory()
    reader = official(office)
    row = actions.subscribe(office=office, by=reader, alerts=["spike"])
    first = row.alerts_since

    same = actions.change(row, by=reader, topics=[], hour=9, alerts=["spike"])
    assert same.wants_alerts_since == {"spike": first}
    more = actions.change(row, by=reader, topics=[], alerts=["spike", "waiting"])
    assert more.wants_alerts_since["spike"] == first
    assert (second := more.wants_alerts_since["waiting"]) > first
    longer = actions.change(row, by=reader, topics=[], alerts=["spike", "waiting"], waiting_days=20)
    assert longer.wants_alerts_since["spike"] == first
    assert longer.wants_alerts_since["waiting"] > second


# == Other topics, countries and languages ==
@pytest.fixture
def at_now(monkeypatch):
    """Whatever is chosen is chosen now."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def other(db):
    return TopicFactory(title_en="Energy", slug="energy")


def chosen(*names, **settings):
    """Topics by slug; none chosen are all of them."""
    return {"topics": [Topic.objects.get(slug=name) for name in names], **settings}


def choose(row, *names, **settings):
    actions.change(row, by=row.user, **chosen(*names, **settings))


TOPICS = [(kind, ["energy"], {}, names, {}) for kind in KINDS for names in (["energy", "prisoners"], [])]
PEOPLE = [
    (kind, [], before, [], after)
    for kind in ("spike", "shift")
    for before, after in [
        ({"countries": ["PL"]}, {"countries": ["PL", "UA"]}),
        ({"languages": ["uk"]}, {"languages": []}),
    ]
]


@pytest.mark.usefixtures("at_now", "other")
@pytest.mark.parametrize(("kind", "names", "settings", "new_names", "new_settings"), TOPICS + PEOPLE)
def test_what_happened_before_what_it_is_about_was_chosen_is_old(
    kind, names, settings, new_names, new_settings, topic
):
    row = wanting(kind, **chosen(*names, **settings))
    happened(kind, topic)

    choose(row, *new_names, **new_settings)

    assert [actions.alert(NOW), actions.alert(NOW + MINUTES)] == [0, 0]
    assert not Alert.objects.exists()


@pytest.mark.usefixtures("at_now", "other")
@pytest.mark.parametrize(
    ("kind", "names", "settings"),
    [
        *[(kind, ["energy"], {}) for kind in KINDS],
        *[(kind, ["prisoners"], {"countries": ["PL"]}) for kind in ("spike", "shift")],
        *[(kind, ["prisoners"], {"languages": ["en"]}) for kind in ("spike", "shift")],
    ],
)
def test_what_waits_and_is_about_what_is_not_chosen_any_more_is_never_told(kind, names, settings, topic):
    row = wanting(kind, alerted_at=NOW - MINUTES, topics=[topic])
    happened(kind, topic)
    assert actions.alert(NOW) == 0
    assert Alert.objects.untold().exists()

    choose(row, *names, **settings)
    assert actions.alert(NOW + HOUR) == 0
    choose(row, "prisoners", countries=[], languages=[])
    assert actions.alert(NOW + 2 * HOUR) == 0

    assert not Alert.objects.exists()


KEPT = [
    *[(kind, names, {}) for kind in KINDS for names in (["energy", "prisoners"], [])],
    *[(kind, ["prisoners"], {"countries": ["PL"], "languages": ["uk"]}) for kind in ("threshold", "waiting")],
]


@pytest.mark.usefixtures("at_now", "other")
@pytest.mark.parametrize("is_found", [True, False])
@pytest.mark.parametrize(("kind", "names", "settings"), KEPT)
def test_what_happened_in_a_topic_that_stays_chosen_is_told_still(kind, names, settings, is_found, topic):
    row = wanting(kind, alerted_at=NOW - MINUTES, topics=[topic])
    happened(kind, topic)
    if is_found:
        assert actions.alert(NOW) == 0

    choose(row, *names, **settings)

    assert [actions.alert(NOW + HOUR), actions.alert(NOW + 2 * HOUR)] == [1, 0]
    assert sent() == [(row.user.email, SUBJECTS[kind])]


@pytest.mark.usefixtures("at_now")
def test_what_happens_in_another_topic_once_it_is_chosen_is_told(topic, other):
    row = wanting("threshold", topics=[other])
    choose(row, "prisoners")
    reached(topic, at=NOW + MINUTES)
    reached(other, at=NOW + MINUTES)

    assert actions.alert(NOW + HOUR) == 1

    assert sent() == [(row.user.email, SUBJECTS["threshold"])]


@pytest.mark.usefixtures("at_now", "other")
def test_who_may_not_read_it_is_not_told_later_what_happened_before_a_manager_chose_another_topic(topic):
    row = wanting("threshold", topics=[topic])
    reached(topic)
    factors = list(row.user.authenticator_set.all())
    row.user.authenticator_set.all().delete()

    actions.change(row, by=official(row.office, is_manager=True), **chosen("energy", "prisoners"))
    row.user.authenticator_set.bulk_create(factors)

    assert actions.alert(NOW + HOUR) == 0


def test_looking_for_one_more_costs_the_same_for_each(topic, django_assert_max_num_queries):
    office = OfficeFactory()
    many(topic)
    for count in (1, 4):
        for _ in range(count):
            wanting(*KINDS, office=office, user=official(office))
        with django_assert_max_num_queries(22 + 24 * count):
            assert actions.alert(NOW) == count
        Subscription.objects.all().delete()
