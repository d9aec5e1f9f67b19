"""Who takes part, beside stated populations; tone weighted to them, when it is asked for."""

import csv
import io
import re
from collections import Counter
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import Role
from core.templatetags.words import tone_range
from core.verdict import Refused
from insights.actions.populations import state, take_out
from insights.models import Population
from insights.querysets.participants import Weighing, beside, weighing
from insights.querysets.parts import last_of_each, people_of_each
from insights.querysets.pulse import recent
from insights.querysets.report import report
from insights.querysets.voices import said
from tests.factories.accounts import UserFactory
from tests.factories.insights import brought, crowd, heard
from tests.factories.topics import TopicFactory
from tests.seen import as_seen

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _demonstration(settings):
    settings.PORTAL_DEMO = True


@pytest.fixture
def topic():
    return TopicFactory(slug="prisoners", title_en="Prisoners")


@pytest.fixture
def operator():
    return UserFactory(operator=True)


def stated(**shares):
    for code, share in shares.items():
        axis = "language" if code.islower() else "country"
        Population.objects.create(axis=axis, code=code, share=share, source="a statistics office, 2024")
    cache.clear()


def page(client, query="", about="prisoners/"):
    response = client.get(f"/en/pulse/{about}who/{query}")
    assert response.status_code == 200
    return as_seen(response)


# == Beside populations ==
def test_a_country_stands_beside_its_population_with_the_source(topic, client):
    crowd(24, topic=topic, country="UA")
    crowd(16, topic=topic, country="PL")
    stated(UA=0.08, DE=0.2)

    html = page(client)

    assert (
        "<b>60%</b> of those counted here, <b>8%</b> of the population, as stated by a statistics office"
        in html
    )
    assert "<b>40%</b> of those counted here" in html
    assert "<b>0%</b> of those counted here, <b>20%</b> of the population" in html
    assert [(row.code, row.people, row.share) for row in beside(report(topic), "country")] == [
        ("DE", 0, 0), ("PL", 16, 0.4), ("UA", 24, 0.6),
    ]  # fmt: skip


def test_everybody_is_counted_once_by_the_last_that_they_said(topic):
    people = crowd(20, topic=topic, country="UA", language="uk")
    for row in people[:12]:
        heard(author=row.author, topic=topic, country="PL", language="en")
    heard(author=people[19].author, topic=topic, country="")

    found = report(topic)

    assert {row.code: row.people for row in beside(found, "country")} == {}  # the eight would be had
    assert sum(count.people or 0 for count in found.took_part["country"].values()) == 0


@pytest.mark.parametrize(("few", "shown"), [(9, {}), (10, {"PL": 10, "UA": 30})])
def test_under_ten_people_no_part_and_no_other_that_would_tell_it(few, shown, topic, client):
    crowd(30, topic=topic, country="UA")
    crowd(few, topic=topic, country="PL")
    stated(PL=0.1)

    found = {row.code: row.people for row in beside(report(topic), "country") if row.people}

    assert found == shown
    html = page(client)
    assert ("Not shown: it would tell about fewer than 10 people" in html) is not shown
    assert ">9 people" not in html


def test_a_topic_that_is_kept_back_tells_nothing_of_who_takes_part(topic, client):
    crowd(15, topic=topic, country="UA")
    crowd(40, topic=TopicFactory(), country="UA")
    crowd(3, topic=TopicFactory(), country="UA")
    stated(UA=0.08)

    html = page(client)

    assert "Not shown: it would tell about fewer than 10 people" in html
    assert "counted here, <b>" not in html


def test_a_topic_that_is_kept_back_does_not_tell_either_that_nobody_is_of_a_country_that_must_stay_hidden():
    topic, beside_it, third, fourth = TopicFactory.create_batch(4)
    for about, country, count in (
        (topic, "PL", 3),
        (beside_it, "UA", 3),
        (beside_it, "PL", 30),
        (third, "UA", 30),
        (third, "PL", 30),
        (fourth, "UA", 30),
        (fourth, "PL", 30),
    ):
        crowd(count, topic=about, country=country)

    found = report(topic).took_part["country"]

    assert "UA" in found
    assert {count.people for count in found.values()} == {None}


def test_a_hidden_part_is_not_called_small_or_large_or_two_of_them_could_be_worked_out(topic, client):
    """111 people less 100 are 11: "ten or more" beside "fewer than ten" would be 10 and 1."""
    for code, count in (("UA", 100), ("PL", 10), ("DE", 1)):
        crowd(count, topic=topic, country=code)
    stated(UA=0.08, PL=0.02, DE=0.02)

    html = page(client)

    for head, end in (("<span>", "</li>"), ('<th scope="row">', "</tr>")):
        poland, germany = (
            html.partition(f"{head}{name}")[2].partition(end)[0] for name in ("Poland", "Germany")
        )
        assert "Not shown: it would tell about fewer than 10 people" in poland
        assert poland == germany


def test_that_nobody_of_a_country_wrote_is_not_told_where_it_would_give_away_one_person_elsewhere(topic):
    """All 11 of this topic from Poland would leave one for the topic beside it: 23 less 11 less 11."""
    beside_it, third = TopicFactory(), TopicFactory()
    for about, country, count in ((topic, "PL", 11), (beside_it, "PL", 1), (beside_it, "UA", 11)):
        crowd(count, topic=about, country=country)
    for country in ("PL", "UA"):
        crowd(11, topic=third, country=country)
    stated(UA=0.08, PL=0.02)

    rows = [(row.code, row.people) for row in beside(report(topic), "country")]

    assert rows == [("PL", None), ("UA", None)]
    assert [part.figure for part in report(topic).countries.values()] == [None, None]


@pytest.mark.parametrize("about", ["", "prisoners/"])
def test_file_and_interface_hold_what_the_page_shows(about, topic, client):
    crowd(24, topic=topic, country="UA", language="uk")
    crowd(16, topic=topic, country="PL", language="en")
    stated(UA=0.08, uk=0.05)

    text = client.get(f"/en/pulse/{about}who/?as=csv").content.decode()
    rows = list(csv.DictReader(io.StringIO(text)))

    assert [tuple(row.values()) for row in rows] == [
        ("country", "PL", "16", "0.4", "", ""),
        ("country", "UA", "24", "0.6", "0.08", "a statistics office, 2024"),
        ("language", "en", "16", "0.4", "", ""),
        ("language", "uk", "24", "0.6", "0.05", "a statistics office, 2024"),
    ]
    interface = client.get("/api/v1/tallies/prisoners/who/").json()
    assert rows == [
        {key: "" if value is None else str(value) for key, value in row.items()} for row in interface
    ]


@pytest.mark.parametrize("language", ["en", "ru", "uk"])
def test_strangers_read_it_and_any_cache_may_keep_it(language, topic, client):
    crowd(24, topic=topic, country="UA")
    stated(UA=0.08)

    for address in ("pulse/who/", "pulse/prisoners/who/", "pulse/who/?weighted=country"):
        response = client.get(f"/{language}/{address}")

        assert response.status_code == 200
        assert "public" in response["Cache-Control"]
        assert not response.cookies


def test_the_page_costs_the_same_for_many_countries(topic, client, django_assert_max_num_queries):
    for codes in (["UA", "PL"], ["DE", "FR", "GB", "KZ"]):
        for code in codes:
            crowd(12, topic=topic, country=code)
        stated(**dict.fromkeys(codes, 0.1))
        with django_assert_max_num_queries(49):
            page(client, "?weighted=country")


# == Imported ==
def test_who_could_not_be_asked_is_in_no_share_of_countries(topic, client):
    crowd(28, topic=topic, country="UA")
    crowd(47, topic=topic, country="PL")
    crowd(11, topic=topic, country="")
    brought(14, topic=topic, country="UA")
    unasked = brought(90, topic=topic)
    stated(UA=0.41)

    html = page(client)

    assert "<b>42%</b> of those counted here, <b>41%</b> of the population" in html
    assert re.search(r"Did not say where they live</a> *<span class=.n.> *11 people", html)
    assert (
        "90 imported texts are left out here: their files name no country, and nobody could be asked." in html
    )
    assert "Shares are of the 100 other people." in html
    assert "That of imported texts is known as well: 104 are counted here." in html
    assert [(row.code, row.people, row.share) for row in beside(report(topic), "country")] == [
        ("", 11, 0.11), ("PL", 47, 0.47), ("UA", 42, 0.42),
    ]  # fmt: skip
    assert [row.share for row in beside(report(topic), "language")] == [1]
    listed = as_seen(client.get("/en/pulse/posts/?topic=prisoners&lives=unasked"))
    assert f"{len(unasked)} texts" in listed
    assert "<h1>Where people live: Imported texts that name no country</h1>" in listed
    assert "11 texts" in as_seen(client.get("/en/pulse/posts/?topic=prisoners&lives=none"))
    rows = client.get("/api/v1/tallies/prisoners/who/").json()
    assert [(row["code"], row["people"], row["share"]) for row in rows if row["of"] == "country"] == [
        ("", 11, 0.11), ("PL", 47, 0.47), ("UA", 42, 0.42), ("unasked", 90, None),
    ]  # fmt: skip


@pytest.mark.parametrize("count", [3, 9])
def test_so_few_who_could_not_be_asked_are_not_told_by_the_shares_of_others(count, topic, client):
    crowd(40, topic=topic, country="UA")
    crowd(20, topic=topic, country="PL")
    brought(count, topic=topic)

    html = page(client)

    rows = [(row.code, row.people, row.share) for row in beside(report(topic), "country")]
    assert rows == [("UA", 40, 40 / (60 + count))]
    assert "left out here" not in html
    assert "how many may not be told" in html
    assert report(topic).took_part["country"]["unasked"].people is None


def test_where_nobody_could_be_asked_there_are_no_shares(topic, client):
    brought(30, topic=topic)
    stated(UA=0.41)

    html = page(client)

    assert "30 imported texts are left out here" in html
    assert "41%" not in html
    assert "Not shown: it would tell about fewer than 10 people" not in html.partition("By language")[0]


def test_weighted_tone_follows_the_same_people(topic, client):
    crowd(20, topic=topic, country="UA", tones=[-0.6])
    crowd(20, topic=topic, country="PL", tones=[0.2])
    brought(50, topic=topic, tones=[0.8])
    stated(UA=0.1, PL=0.1)

    found = weighing(topic, "country")

    assert (found.plain.people, found.weighted.people) == (40, 40)
    assert found.weighted.estimate == pytest.approx(-0.2)
    words = "Imported texts that name no country are in neither figure."
    assert words in page(client, "?weighted=country")
    assert words not in page(client, "?weighted=language")


# == Weighted ==
def test_weighted_tone_is_that_of_the_parts_by_their_shares(topic, client):
    crowd(30, topic=topic, country="UA", tones=[-0.8, -0.4])
    crowd(10, topic=topic, country="PL", tones=[0.1, 0.5])
    stated(UA=0.1, PL=0.3)

    found = weighing(topic, "country")

    assert found.plain.estimate == pytest.approx((30 * -0.6 + 10 * 0.3) / 40)
    assert found.weighted.estimate == pytest.approx((0.1 * -0.6 + 0.3 * 0.3) / 0.4)
    assert found.weighted.people == 40
    weights = [0.25 / 0.75] * 30 + [0.75 / 0.25] * 10
    assert found.effective == pytest.approx(sum(weights) ** 2 / sum(weight**2 for weight in weights))
    html = page(client, "?weighted=country")
    for figure in (found.plain, found.weighted):
        assert tone_range(figure.estimate, figure.low, figure.high) in html
    assert "made of 40 people, and is as sure as one of 17 without weights" in html


def test_no_figure_is_weighted_unless_somebody_asks(topic, client):
    crowd(30, topic=topic, country="UA")
    stated(UA=0.1)

    assert "effective number" not in page(client)
    assert "effective number" not in page(client, "?weighted=age")
    assert "effective number" in page(client, "?weighted=country")


@pytest.mark.parametrize(
    ("shares", "people", "expected"),
    [
        ({}, {"UA": 30}, Weighing(why_not="not stated")),
        ({"UA": 0.1}, {"UA": 9}, Weighing(why_not="kept back")),
        ({"UA": 0.1, "PL": 0.2}, {"UA": 30}, Weighing(why_not="nobody", code="PL")),
        ({"UA": 0.1, "PL": 0.2}, {"UA": 30, "PL": 9}, Weighing(why_not="too few", code="PL")),
        ({"UA": 0.1}, {"UA": 12, "DE": 40, "PL": 4}, Weighing(why_not="too few", code="UA")),
        ({"UA": 0.1}, {"UA": 30, "PL": 5, "DE": 4}, Weighing(why_not="too few", code="UA")),
    ],
)
def test_weighting_is_refused_with_a_reason(shares, people, expected, topic, client):
    for code, count in people.items():
        crowd(count, topic=topic, country=code)
    stated(**shares)

    assert weighing(topic, "country") == expected
    html = page(client, "?weighted=country")
    assert "There is no weighted figure." in html
    assert "effective number" not in html
    if expected.code:
        assert {"UA": "Ukraine", "PL": "Poland"}[expected.code] + ": " in html


def test_those_of_no_stated_part_are_left_out_when_they_are_ten(topic):
    crowd(30, topic=topic, country="UA", tones=[-0.5])
    crowd(10, topic=topic, country="", tones=[0.5])
    stated(UA=0.1)

    found = weighing(topic, "country")

    assert (found.plain.estimate, found.weighted.estimate, found.weighted.people) == (-0.5, -0.5, 30)


def test_new_shares_are_used_at_once(topic):
    crowd(20, topic=topic, country="UA", tones=[-0.6])
    crowd(20, topic=topic, country="PL", tones=[0.2])
    stated(UA=0.1, PL=0.1)
    first = weighing(topic, "country").weighted.estimate
    Population.objects.filter(code="UA").update(share=0.3)

    assert (first, weighing(topic, "country").weighted.estimate) == (pytest.approx(-0.2), pytest.approx(-0.4))


# == Stating shares ==
@pytest.mark.parametrize("role", Role.values)
def test_only_operators_state_shares(role):
    row = Population(axis="country", code="UA", share=0.1, source="an office")
    person = UserFactory(role=role)

    if role == Role.OPERATOR:
        state(row, by=person)
        take_out(row, by=person)
        assert not Population.objects.exists()
    else:
        with pytest.raises(Refused):
            state(row, by=person)
        with pytest.raises(Refused):
            take_out(row, by=person)


def test_the_shares_of_an_axis_are_a_whole_at_most(operator):
    stated(UA=0.5, uk=0.9)

    state(Population(axis="country", code="PL", share=0.5, source="an office"), by=operator)
    with pytest.raises(Refused):
        state(Population(axis="country", code="DE", share=0.01, source="an office"), by=operator)
    row = Population.objects.get(code="UA")
    row.share = 0.4
    state(row, by=operator)

    assert dict(Population.objects.on("country").values_list("code", "share")) == {"PL": 0.5, "UA": 0.4}


@pytest.mark.parametrize(
    "wrong", [{"share": 1.1}, {"share": -0.1}, {"axis": "age"}, {"source": ""}, {"code": "PL"}]
)
def test_the_database_has_the_last_word(wrong):
    stated(PL=0.1)
    good = {"axis": "country", "code": "UA", "share": 0.1, "source": "an office"}

    with pytest.raises(IntegrityError), transaction.atomic():
        Population.objects.create(**good | wrong)
    assert Population.objects.count() == 1


def test_an_action_checks_what_a_form_did_not(operator):
    with pytest.raises(ValidationError):
        state(Population(axis="country", code="UA", share=0.1, source=""), by=operator)


def test_an_operator_enters_shares_in_the_administration(operator, client):
    client.force_login(operator)
    add = reverse("admin:insights_population_add")
    form = {"axis": "country", "code": "UA", "share": "0.6", "source": "an office, 2024", "source_url": ""}

    assert client.post(add, form).status_code == 302
    too_much = client.post(add, form | {"code": "PL"}).content.decode()
    no_code = client.post(add, form | {"code": "QQ", "share": "0.1"}).content.decode()

    assert "add up to more than 1" in too_much
    assert "There is no such code" in no_code
    assert [str(row) for row in Population.objects.all()] == ["Ukraine: 60.0%"]
    assert client.get(reverse("admin:insights_population_changelist")).status_code == 200
    row = Population.objects.get()
    client.post(reverse("admin:insights_population_delete", args=[row.pk]), {"post": "yes"})
    assert not Population.objects.exists()


def test_a_share_is_taken_as_people_write_it(operator, client):
    client.force_login(operator)
    add = reverse("admin:insights_population_add")
    form = {"axis": "country", "code": "ua", "share": "0,45", "source": "an office, 2024", "source_url": ""}

    assert client.post(add, form).status_code == 302
    again = client.post(add, form | {"share": "0,1"}).content.decode()
    high = client.post(add, form | {"code": "PL", "share": "1,1"}).content.decode()

    assert [(row.code, row.share) for row in Population.objects.all()] == [("UA", 0.45)]
    assert "There is a share of this already: change that one." in again
    assert "less than or equal to 1" in high


@pytest.mark.parametrize("role", ["moderator", "facilitator"])
def test_nobody_else_sees_them_there(role, client):
    client.force_login(UserFactory(role=role))

    assert client.get(reverse("admin:insights_population_changelist")).status_code == 403


def test_a_share_is_named_in_the_language_of_the_page():
    stated(UA=0.25, ru=0.5)

    with translation.override("uk"):
        assert {str(row) for row in Population.objects.all()} == {"Україна: 25.0%", "російська: 50.0%"}


def test_people_are_counted_by_their_last_word_as_if_each_had_been_looked_at(topic):
    crowd(12, topic=topic, country="PL")
    crowd(3, topic=topic, country="")
    brought(2, topic=topic)
    brought(2, topic=topic, country="UA")
    author, now = UserFactory(), timezone.now()
    for hours, country in ((3, "PL"), (2, "UA"), (1, "")):
        heard(author=author, topic=topic, country=country, published_at=now - timedelta(hours=hours))
    rows = said(topic, *recent())

    for text in ("country", "language"):
        assert [*people_of_each(rows, text).items()] == [*Counter(last_of_each(rows, text).values()).items()]
    assert people_of_each(rows, "country") == {"PL": 12, "": 3, "unasked": 2, "UA": 3}
    assert people_of_each(rows[:0], "country") == {}
