import csv
import io

import numpy as np
import pytest
from django.urls import reverse
from django.utils import timezone, translation
from hypothesis import example, given, settings
from hypothesis import strategies as st

from analysis.groups import find_groups
from analysis.intervals import wilson
from consultations.models import Vote, results_of, share, so_far
from consultations.models.ground import read
from consultations.states import State
from insights.models import Grouping
from tests.analysis.camps import of_unequal_camps
from tests.factories.accounts import UserFactory
from tests.factories.consultations import (
    ConsultationFactory,
    OpenAnswerFactory,
    QuestionFactory,
    SheetFactory,
    StatementFactory,
    VoteFactory,
    imported_people,
    votes_on,
)
from tests.seen import as_seen

pytestmark = pytest.mark.django_db


def url(name, consultation, *args):
    return reverse(f"consultations:{name}", args=[consultation.slug, *args])


def answered(question, *counts):
    """So many people choose each option (or number) of a question."""
    people = iter(imported_people(question.consultation, sum(counts), key=f"q{question.pk}."))
    options = list(question.options.all()) or [None] * len(counts)
    for place, (option, count) in enumerate(zip(options, counts, strict=False)):
        for _ in range(count):
            sheet = SheetFactory(participant=next(people))
            sheet.choices.create(question=question, option=option, number=None if option else place + 1)
    return question


# == The survey ==
def test_shares_come_with_their_wilson_intervals():
    question = answered(QuestionFactory(consultation__state=State.CLOSED), 12, 6, 2)

    (result,) = results_of(question.consultation)

    assert result.people == 20
    assert [(row.name, row.estimate, (row.low, row.high)) for row in result.shares] == [
        ("Answer 1", 0.6, wilson(12, 20)),
        ("Answer 2", 0.3, wilson(6, 20)),
        ("Answer 3", 0.1, wilson(2, 20)),
    ]


def test_a_scale_has_a_share_for_each_number():
    question = answered(QuestionFactory(kind="scale", consultation__state=State.CLOSED), 0, 0, 5, 10, 5)

    (result,) = results_of(question.consultation)

    assert [row.estimate for row in result.shares] == [0, 0, 0.25, 0.5, 0.25]


def test_several_choices_are_shares_of_people_not_of_choices():
    question = QuestionFactory(kind="many", options=2, consultation__state=State.CLOSED)
    both = list(question.options.all())
    for person in imported_people(question.consultation, 10):
        sheet = SheetFactory(participant=person)
        [sheet.choices.create(question=question, option=option) for option in both]

    (result,) = results_of(question.consultation)

    assert (result.people, [row.estimate for row in result.shares]) == (10, [1, 1])


@pytest.mark.parametrize(("people", "hidden"), [(0, True), (9, True), (10, False)])
def test_nothing_is_told_about_fewer_than_ten_people(people, hidden):
    assert (share("Yes", 0, people).estimate is None) == hidden

    question = answered(QuestionFactory(consultation__state=State.CLOSED), people)
    (result,) = results_of(question.consultation)
    assert result.is_hidden == hidden
    assert all((row.estimate is None) == hidden for row in result.shares)


def test_the_page_of_a_closed_consultation_shows_the_survey(client):
    question = answered(QuestionFactory(consultation__state=State.CLOSED), 12, 6, 2)

    page = client.get(url("results", question.consultation)).text

    assert "20 people answered" in page
    assert "60% <small>(38 to 79)</small>" in page


def test_results_wait_for_the_end_unless_the_facilitator_shows_them(client):
    question = answered(QuestionFactory(), 12)
    waiting = client.get(url("results", question.consultation)).text
    type(question.consultation).objects.update(results_while_open=True)

    assert "Results are shown when the consultation closes" in waiting
    assert "(75 to 100)" not in waiting
    assert "(75 to 100)" in client.get(url("results", question.consultation)).text


def test_hidden_figures_are_hatched_and_said_in_words(client):
    question = answered(QuestionFactory(consultation__state=State.CLOSED), 5, 4)

    page = client.get(url("results", question.consultation)).text

    assert 'class="unknown"' in page
    assert "Not shown: fewer than 10 people answered" in page
    assert "56%" not in page


def test_open_answers_stand_in_full_and_lead_to_all_of_them(client):
    question = QuestionFactory(kind="text", consultation__state=State.CLOSED)
    OpenAnswerFactory.create_batch(4, question=question)
    hidden = OpenAnswerFactory(question=question, contribution__state="hidden")

    page = client.get(url("results", question.consultation))
    everything = client.get(url("answers", question.consultation, question.pk))

    assert page.text.count('<article class="voice"') == 3
    assert everything.text.count('<article class="voice"') == 4
    assert hidden.contribution.body not in page.text + everything.text


def test_a_link_to_one_answer_shows_it_first(client):
    question = QuestionFactory(kind="text")
    first = OpenAnswerFactory.create_batch(25, question=question)[0]

    page = client.get(first.get_absolute_url())

    assert page.status_code == 200
    assert page.context["named"] == first.contribution


# == Statements and groups ==
def two_camps(consultation, *, sizes=(30, 30)):
    """Two groups that differ on three statements and agree on four; returns the statements by kind."""
    apart = StatementFactory.create_batch(3, consultation=consultation)
    shared = StatementFactory.create_batch(4, consultation=consultation)
    left, right = (imported_people(consultation, size, key) for size, key in zip(sizes, "lr", strict=True))
    for number, statement in enumerate(apart):
        votes_on(statement, left, agree=sizes[0] - 1 - number, disagree=1 + number)
        votes_on(statement, right, agree=1 + number, disagree=sizes[1] - 1 - number)
    for number, statement in enumerate(shared):
        votes_on(statement, left, agree=sizes[0] - number, disagree=number)
        votes_on(statement, right, agree=sizes[1] - number, skip=number)
    return apart, shared


def grouped(consultation):
    table = list(
        Vote.objects.filter(statement__consultation=consultation).values_list(
            "participant", "statement", "value"
        )
    )
    found = find_groups(*(list(column) for column in zip(*table, strict=True)))
    result = found.as_json()
    people = result.pop("participants")
    places = result.pop("places")
    result["cells"] = [
        {"group": people[key], "x": x, "y": y, "people": 10} for key, (x, y) in list(places.items())[::10]
    ]
    return Grouping.objects.create(
        consultation=consultation,
        until=consultation.opens_at,
        people=found.people,
        votes=found.votes,
        result=result,
    )


def test_the_page_says_honestly_that_nothing_was_counted_yet(client):
    consultation = StatementFactory().consultation

    page = client.get(url("results", consultation)).text

    assert "No common ground counted yet" in page
    assert "Fewer" in page or "fewer than 10" in page


def test_what_every_group_agrees_on_and_what_divides_them(client):
    consultation = ConsultationFactory()
    apart, shared = two_camps(consultation)
    grouped(consultation)

    response = client.get(url("results", consultation))

    ground = response.context["ground"]
    assert [(group.letter, group.size) for group in ground.groups] == [("a", 30), ("b", 30)]
    assert {row["pk"] for row in response.context["claims"]} == {row.pk for row in shared}
    assert {row["pk"] for row in response.context["differences"]} == {row.pk for row in apart}
    assert "People who vote alike fall into 2 groups." in response.text
    assert "people whose opinions differ only by degrees are cut into groups as well" in response.text
    assert 'class="chart map"' in response.text
    claim = response.context["claims"][0]
    assert claim["at_least"] == pytest.approx(min(row["low"] for row in claim["rows"]), abs=1e-6)
    assert all(row["low"] >= 0.6 for row in claim["rows"])


def test_a_statement_taken_down_since_is_no_claim_any_more(client):
    consultation = ConsultationFactory()
    _apart, shared = two_camps(consultation)
    grouped(consultation)
    shared[0].contribution.move("hidden")

    response = client.get(url("results", consultation))

    assert {row["pk"] for row in response.context["claims"]} == {row.pk for row in shared[1:]}
    assert shared[0].contribution.body not in response.text


def test_claims_are_told_in_the_language_of_the_page(client):
    consultation = ConsultationFactory()
    _apart, shared = two_camps(consultation)
    grouped(consultation)
    shared[0].contribution.translations.create(language="ru", body="Сначала открыть переходы.")

    with translation.override("ru"):
        page = client.get(url("results", consultation)).text

    assert "Сначала открыть переходы." in page
    assert f'<h3 lang="en">{shared[1].contribution.body}</h3>' in page


def test_with_a_group_under_ten_people_everyone_stands_together(client):
    consultation = ConsultationFactory()
    _apart, shared = two_camps(consultation, sizes=(40, 8))
    sizes = [group["size"] for group in grouped(consultation).result["groups"]]

    page = client.get(url("results", consultation))
    api = client.get(f"/api/v1/consultations/{consultation.slug}/results/").json()

    assert sizes == [39, 8]  # one stands between
    assert (page.context["groups"], page.context["differences"], api["groups"]) == ([], [], [])
    assert {row["pk"] for row in page.context["claims"]} <= {row.pk for row in shared}
    for claim, told in zip(page.context["claims"], api["claims"], strict=True):
        (row,) = claim["rows"]
        assert (row["key"], row["name"], row["n"]) == ("", "Everyone", sum(sizes))
        assert claim["at_least"] == told["at_least"] == pytest.approx(row["low"], abs=1e-6)
    assert "Set apart by" not in page.text
    assert "in every group" not in page.text
    assert f"At least <b>{int(claim['at_least'] * 100)}%</b> agree" in page.text
    assert "groups of ten people or more" in page.text


def test_a_statement_on_which_under_ten_of_a_group_voted_is_no_claim_and_no_difference():
    side = {"agrees": 9, "disagrees": 0, "votes": 9, "lower_bound": 0.8}
    claim = {
        "statement": 1,
        "side": "agree",
        "lower_bound": 0.8,
        "groups": [{**side, "group": 0}, {**side, "group": 1}],
    }
    apart = {"statement": 2, "gap": 0.8, "rates": [0.9, 0.1], "votes": [30, 9]}
    groups = [{"id": 0, "size": 40}, {"id": 1, "size": 12}]

    found = read(
        {
            "enough": True,
            "groups": groups,
            "claims": [claim],
            "differences": [apart],
            "people": 52,
            "votes": 400,
        },
        timezone.now(),
    )

    assert len(found.groups) == len(groups) == 2
    assert (found.claims, found.differences) == ([], [])


@pytest.mark.parametrize(
    ("votes", "test", "told"),
    [([9, 60], 4, 2), ([10, 60], 4, 1), ([60, 9], 4, 2), (None, 4, 2), ([60, 60], 1.2, 2)],
)
def test_what_sets_a_group_apart_is_told_only_beyond_chance_and_of_ten_votes_of_each_group(votes, test, told):
    surely = {"rate_test": 5.0, "ratio_test": 4.0}
    first = {"group": 0, "statement": 1, "side": "agree", "rate_test": 5.0, "ratio_test": test}
    first |= {"votes": votes} if votes else {}
    second = {"group": 0, "statement": 2, "side": "disagree", "votes": [30, 40]} | surely
    groups = [{"id": 0, "size": 60}, {"id": 1, "size": 80}]
    result = {"enough": True, "groups": groups, "claims": [], "differences": [], "people": 140}

    (group, other) = read(result | {"representative": [first, second]}, timezone.now()).groups

    assert (group.telling, group.telling_side) == (told, "agree" if told == 1 else "disagree")
    assert other.telling is None


def test_claims_of_everyone_together_stand_with_the_surest_first():
    def claim(pk, *sides):
        sides = [{"agrees": n, "disagrees": 0, "votes": n, "lower_bound": 0.8} for n in sides]
        return {"statement": pk, "side": "agree", "lower_bound": 0.8, "groups": sides}

    groups = [{"id": 0, "size": 60}, {"id": 1, "size": 9}]
    claims = [claim(1, 20, 8), claim(2, 60, 8), claim(3, 40, 8)]
    result = {"enough": True, "groups": groups, "claims": claims, "differences": [], "people": 69}

    found = read(result, timezone.now())

    assert [row["pk"] for row in found.claims] == [2, 3, 1]


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.integers(5, 40), min_size=2, max_size=3),
    st.integers(0, 12),
    st.floats(0, 0.2),
    st.floats(0.5, 1),
    st.integers(0, 1000),
)
@example([60, 8], 9, 0.05, 1.0, 0)
def test_nothing_is_told_of_a_group_under_ten_people(sizes, differ, noise, seen, seed):
    person, statement, value = of_unequal_camps(*sizes, differ=differ, noise=noise, seed=seed)
    there = np.random.default_rng(seed).random(person.size) < seen
    result = find_groups(person[there], statement[there], value[there]).as_json()

    ground = read(result, timezone.now())

    small = any(group["size"] < 10 for group in result["groups"])
    told = result["groups"] if result["enough"] and not small else []
    assert [group.size for group in ground.groups] == [group["size"] for group in told]
    for row in (*ground.claims, *ground.differences):
        assert [side["key"] for side in row["rows"]] == ([group.letter for group in ground.groups] or [""])
        assert min(side["n"] for side in row["rows"]) >= 10
    for claim in ground.claims:
        assert claim["at_least"] == pytest.approx(min(side["low"] for side in claim["rows"]), abs=1e-6)
    for telling in result["representative"]:
        assert min(telling["votes"]) >= 10 or telling["statement"] not in {
            group.telling for group in ground.groups if group.letter == "abcde"[telling["group"]]
        }


def test_without_stable_groups_everyone_stands_together(client):
    consultation = ConsultationFactory()
    statements = StatementFactory.create_batch(3, consultation=consultation)
    people = imported_people(consultation, 40)
    for statement in statements:
        votes_on(statement, people, agree=40)
    grouped(consultation)

    response = client.get(url("results", consultation))

    assert "No stable groups" in response.text
    assert [row["name"] for row in response.context["claims"][0]["rows"]] == ["Everyone"]
    assert "What people agree on" in response.text


def test_every_statement_is_listed_with_most_votes_first_step_by_step(client):
    consultation = ConsultationFactory()
    statements = StatementFactory.create_batch(13, consultation=consultation)
    people = imported_people(consultation, 30)
    for number, statement in enumerate(statements):
        votes_on(statement, people, agree=10 + number)

    first = client.get(url("results", consultation)).context["page"]
    second = client.get(url("results", consultation), {"after": first.next_cursor}).context["page"]

    assert [row["pk"] for row in [*first.items, *second.items]] == [row.pk for row in reversed(statements)]
    assert (first.shown, second.shown, second.total, second.next_cursor) == (10, 13, 13, "")


@pytest.mark.parametrize("after", ["x", "-1", "99999999999999999999", "9" * 5000, "٣"])
def test_a_wrong_place_in_the_list_starts_it_again(client, after):
    statement = StatementFactory()

    response = client.get(url("results", statement.consultation), {"after": after})

    assert response.context["page"].items[0]["pk"] == statement.pk


def test_so_far_counts_people_and_says_who_was_imported():
    consultation = ConsultationFactory()
    statement = StatementFactory(consultation=consultation)
    votes_on(statement, imported_people(consultation, 11), agree=4, skip=7)
    imported_people(consultation, 3, "silent")
    for country in ("UA", "RU") * 5:
        SheetFactory(participant__consultation=consultation, participant__user__country=country)

    found = so_far(consultation)

    assert (found.answered, found.countries, found.statements) == (10, 2, 1)
    assert (found.voted, found.imported, found.votes) == (11, 11, 11)


def test_so_far_tells_no_number_of_fewer_than_ten_people(client):
    consultation = QuestionFactory().consultation
    votes_on(StatementFactory(consultation=consultation), imported_people(consultation, 9), agree=9)
    for country in ("UA", "RU", "UA"):
        SheetFactory(participant__consultation=consultation, participant__user__country=country)

    pages = [
        as_seen(client.get(url(name, consultation))) for name in ("consultation", "statements", "results")
    ]
    found = client.get(f"/api/v1/consultations/{consultation.slug}/results/").json()

    names = ["people_answered", "people_voted", "of_them_imported", "votes"]
    assert [found[name] for name in names] == [None] * 4
    assert so_far(consultation).countries is None
    assert [page.count('<dd class="value">fewer than 10 people</dd>') for page in pages] == [2, 2, 2]
    assert "Fewer than 10 people voted." in pages[2]
    assert "Fewer than 10 people answered the questions." in pages[2]
    assert "Countries" not in pages[0]


def test_who_was_imported_is_not_told_where_it_tells_how_many_were_not():
    consultation = ConsultationFactory()
    statement = StatementFactory(consultation=consultation)
    votes_on(statement, imported_people(consultation, 12), agree=12)
    VoteFactory(statement=statement)

    found = so_far(consultation)

    assert (found.voted, found.imported, found.votes) == (13, None, 13)


def test_the_number_of_votes_gives_no_hidden_one_away(client):
    consultation = ConsultationFactory()
    people = imported_people(consultation, 20)
    for votes in (20, 20, 3):
        votes_on(StatementFactory(consultation=consultation), people[:votes], agree=votes)

    page = client.get(url("results", consultation)).text
    found = client.get(f"/api/v1/consultations/{consultation.slug}/results/").json()

    assert [row["votes"] for row in found["statements"]] == [20, 20, None]
    assert found["votes"] == 40
    assert '<dd class="value">40</dd>' in page
    assert '<dd class="value">43</dd>' not in page


def test_of_many_statements_with_few_votes_each_no_number_of_votes_is_told(client):
    consultation = ConsultationFactory()
    people = imported_people(consultation, 12)
    for first in (0, 6):
        votes_on(StatementFactory(consultation=consultation), people[first : first + 6], agree=6)

    found = so_far(consultation)

    assert (found.voted, found.votes) == (12, None)
    assert "<dt>Votes</dt>" not in client.get(url("results", consultation)).text


def test_votes_on_what_was_taken_down_are_in_no_number(client):
    statement = StatementFactory()
    votes_on(statement, imported_people(statement.consultation, 12), agree=12)
    statement.contribution.move("hidden")
    StatementFactory(consultation=statement.consultation)

    page = " ".join(client.get(url("results", statement.consultation)).text.split())

    found = so_far(statement.consultation)
    assert (found.voted, found.imported, found.votes) == (0, 0, 0)
    assert "No votes and no answers are counted yet." in page
    assert "Nobody has taken part" not in page


@pytest.mark.parametrize(
    ("people", "sentences"),
    [(0, "No votes and no answers are counted yet."), (12, "12 people voted. There is 1 statement.")],
)
def test_the_results_say_in_whole_sentences_who_took_part(client, people, sentences):
    statement = StatementFactory()
    votes_on(statement, imported_people(statement.consultation, people), agree=people)

    page = " ".join(client.get(url("results", statement.consultation)).text.split())

    assert sentences in page


# == Files and the interface ==
def test_the_table_has_the_same_figures_and_nothing_small(client):
    consultation = ConsultationFactory(state=State.CLOSED)
    answered(QuestionFactory(consultation=consultation, text_en="Who?"), 12, 8)
    well_known = StatementFactory(consultation=consultation, contribution__body="=1+1 is a statement.")
    unknown = StatementFactory(consultation=consultation)
    people = imported_people(consultation, 20)
    votes_on(well_known, people, agree=15, disagree=5)
    votes_on(unknown, people, agree=9)

    response = client.get(url("table", consultation))

    rows = list(csv.DictReader(io.StringIO(response.text)))
    assert response["Content-Disposition"] == f'attachment; filename="{consultation.slug}.csv"'
    assert [(row["part"], row["answer"], row["share"]) for row in rows[:3]] == [
        ("question", "Answer 1", "0.6000"),
        ("question", "Answer 2", "0.4000"),
        ("question", "Answer 3", "0.0000"),
    ]
    assert rows[3]["text"] == "'=1+1 is a statement."
    assert (rows[3]["share"], rows[3]["people"]) == ("0.7500", "20")
    assert [(row["share"], row["people"]) for row in rows[6:]] == [("", "fewer than 10")] * 3


def test_the_interface_lists_what_is_public(client):
    consultation = QuestionFactory(text_en="Who?").consultation
    ConsultationFactory(state=State.DRAFT)

    (row,) = client.get("/api/v1/consultations/").json()["results"]

    assert row["slug"] == consultation.slug
    assert row["questions"][0]["options"] == ["Answer 1", "Answer 2", "Answer 3"]
    assert client.get(f"/api/v1/consultations/{consultation.slug}/").json() == row


def test_the_interface_gives_the_figures_of_the_page_and_no_others(client):
    consultation = ConsultationFactory()
    _apart, shared = two_camps(consultation)
    small = StatementFactory(consultation=consultation)
    votes_on(small, imported_people(consultation, 9, "s"), agree=9)
    answered(QuestionFactory(consultation=consultation), 12)
    grouped(consultation)

    found = client.get(f"/api/v1/consultations/{consultation.slug}/results/").json()

    assert found["questions"] == []  # shown when it closes
    assert found["groups"] == [{"letter": "a", "size": 30}, {"letter": "b", "size": 30}]
    assert {row["statement"] for row in found["claims"]} == {row.pk for row in shared}
    rows = {row["statement"]: row for row in found["statements"]}
    assert rows[shared[0].pk]["shares"][0]["share"] == 1
    assert rows[small.pk]["votes"] is None
    assert rows[small.pk]["shares"][0] == {"name": "agree", "share": None, "low": None, "high": None}


def test_the_interface_knows_no_drafts(client):
    draft = ConsultationFactory(state=State.DRAFT)

    assert client.get(f"/api/v1/consultations/{draft.slug}/").status_code == 404
    assert client.get(f"/api/v1/consultations/{draft.slug}/results/").status_code == 404


def test_an_official_answer_stands_on_the_page(client):
    from tests.factories.accounts import OfficeFactory

    consultation = ConsultationFactory(state=State.CLOSED)
    consultation.answers.create(
        office=OfficeFactory(),
        author=UserFactory(official=True),
        language="en",
        title="What we took up",
        body="We took up the second proposal.",
        state="published",
        published_at=consultation.closes_at,
    )

    for name in ("consultation", "results"):
        assert "We took up the second proposal." in client.get(url(name, consultation)).text
