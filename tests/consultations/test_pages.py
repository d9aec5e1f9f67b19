from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from consultations import actions
from consultations.models import Consultation, OpenAnswer, Sheet, Statement, Vote
from consultations.states import State
from tests.factories.accounts import UserFactory
from tests.factories.consultations import (
    ConsultationFactory,
    QuestionFactory,
    SeedFactory,
    SheetFactory,
    StatementFactory,
    VoteFactory,
    imported_people,
    votes_on,
)
from tests.factories.contributions import ContributionFactory, trusted
from tests.seen import as_seen

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def demonstration(settings):
    settings.PORTAL_DEMO = True


@pytest.fixture
def signed_in(client):
    def sign_in(**fields):
        user = UserFactory(**fields)
        client.force_login(user)
        return user

    return sign_in


def url(name, consultation, *args):
    return reverse(f"consultations:{name}", args=[consultation.slug, *args])


@pytest.fixture
def survey():
    consultation = ConsultationFactory()
    kinds = ("one", "many", "scale", "text")
    return consultation, {kind: QuestionFactory(consultation=consultation, kind=kind) for kind in kinds}


# == For strangers ==
@pytest.mark.parametrize("name", ["consultation", "survey", "statements", "results"])
def test_strangers_get_a_page_that_any_cache_may_keep(client, survey, name):
    StatementFactory(consultation=survey[0])

    response = client.get(url(name, survey[0]))

    assert response.status_code == 200
    assert "public" in response["Cache-Control"]
    assert not response.cookies
    assert b"csrfmiddlewaretoken" not in response.content


def test_the_list_shows_what_is_open_then_what_is_closed_and_no_draft(client):
    ConsultationFactory(title_en="An open one")
    ConsultationFactory(title_en="An older one", state=State.CLOSED)
    ConsultationFactory(title_en="A late one", closes_at=timezone.now() - timedelta(seconds=1))
    ConsultationFactory(title_en="A draft", state=State.DRAFT)

    response = client.get(reverse("consultations:consultations"))

    assert [row.title for row in response.context["open"]] == ["An open one"]
    assert {row.title for row in response.context["page"].items} == {"An older one", "A late one"}
    assert "A draft" not in response.text


@pytest.mark.parametrize("name", ["consultation", "survey", "statements", "results", "table"])
def test_a_draft_is_nowhere_for_citizens(client, signed_in, name):
    draft = ConsultationFactory(state=State.DRAFT)

    assert client.get(url(name, draft)).status_code == 404
    signed_in()
    assert client.get(url(name, draft)).status_code == 404


def test_facilitators_see_drafts_and_may_open_them(client, signed_in):
    draft = ConsultationFactory(state=State.DRAFT)
    signed_in(facilitator=True)

    response = client.get(url("consultation", draft))

    assert url("open", draft) in response.text
    assert draft.title in client.get(reverse("consultations:consultations")).text


def test_strangers_see_the_questions_and_where_to_sign_in(client, survey):
    consultation, ask = survey

    page = client.get(url("survey", consultation)).text

    assert "Sign in and answer" in page
    assert f"/en/account/login/?next={url('survey', consultation)}" in page
    assert ask["one"].options.first().label in page
    assert "<form" not in page


def test_strangers_see_statements_without_figures(client):
    statement = StatementFactory(contribution__body="Open the crossings.")
    votes_on(statement, imported_people(statement.consultation, 30), agree=30)

    page = client.get(url("statements", statement.consultation)).text

    assert "Open the crossings." in page
    assert "Sign in and vote" in page
    assert "%" not in page.split("<main", 1)[1].split("</main>", 1)[0]


def test_statements_open_step_by_step(client):
    consultation = ConsultationFactory()
    statements = StatementFactory.create_batch(23, consultation=consultation)

    first = client.get(url("statements", consultation)).context["page"]
    second = client.get(url("statements", consultation), {"after": first.next_cursor}).context["page"]

    assert [row.pk for row in [*first, *second]] == [row.pk for row in statements]
    assert (first.shown, second.shown, second.next_cursor) == (20, 23, "")


# == The survey ==
def test_answers_arrive_and_the_thank_you_page_says_what_comes_next(client, signed_in, survey):
    consultation, ask = survey
    person = trusted(signed_in())
    option = ask["one"].options.first()
    sent = {f"q{ask['one'].pk}": option.pk, f"q{ask['scale'].pk}": "5", f"q{ask['text'].pk}": "Let us speak."}

    response = client.post(url("survey", consultation), sent)

    assert response.status_code == 302
    assert response["Location"] == url("thanks", consultation)
    assert "Your answers have arrived" in client.get(response["Location"]).text
    sheet = Sheet.objects.get(participant__user=person)
    assert {choice.option or choice.number for choice in sheet.choices.all()} == {option, 5}


def test_a_wrong_sheet_comes_back_filled_in_with_a_summary(client, signed_in, survey):
    consultation, ask = survey
    must = QuestionFactory(consultation=consultation, required=True, text_en="Who first?")
    signed_in()

    response = client.post(url("survey", consultation), {f"q{ask['text'].pk}": "Kept words."})

    assert response.status_code == 422
    assert 'role="alert"' in response.text
    assert f'<a href="#id_q{must.pk}">Answer this question: “Who first?”</a>' in response.text
    assert "Kept words." in response.text
    assert not Sheet.objects.exists()


@pytest.mark.parametrize("kind", ["one", "many", "scale"])
def test_an_answer_that_was_not_offered_gets_a_sentence(client, signed_in, survey, kind):
    consultation, ask = survey
    signed_in()

    response = client.post(url("survey", consultation), {f"q{ask[kind].pk}": "999999999"})

    assert response.status_code == 422
    assert "Choose from the answers shown." in response.text


def test_an_overlong_text_comes_back_with_a_sentence(client, signed_in, survey):
    consultation, ask = survey
    signed_in()

    response = client.post(url("survey", consultation), {f"q{ask['text'].pk}": "x" * 3001})

    assert "The text is too long; at most 3000 characters fit." in response.text
    assert "x" * 3001 in response.text


def test_a_second_answer_gets_a_clear_sentence(client, signed_in, survey):
    consultation, ask = survey
    signed_in()
    sent = {f"q{ask['scale'].pk}": "5"}
    client.post(url("survey", consultation), sent)

    response = client.post(url("survey", consultation), sent)

    assert response.status_code == 422
    assert "Your answers have been sent already. Everyone answers once." in response.text
    assert "Your answers arrived on" in client.get(url("survey", consultation)).text
    assert Sheet.objects.count() == 1


def test_an_answer_after_the_end_gets_a_sentence(client, signed_in, survey):
    consultation, ask = survey
    signed_in()
    Consultation.objects.update(closes_at=timezone.now())

    response = client.post(url("survey", consultation), {f"q{ask['scale'].pk}": "5"})

    assert "The consultation is closed. Nothing can be added to it any more." in response.text
    assert not Sheet.objects.exists()


def test_a_person_whose_session_ended_keeps_what_they_typed(client, survey):
    consultation, ask = survey

    response = client.post(url("survey", consultation), {f"q{ask['text'].pk}": "Words I typed."})

    assert "Sign in to do this." in response.text
    assert "Words I typed." in response.text


def test_markup_in_an_open_answer_is_shown_as_text(client, signed_in, survey):
    consultation, ask = survey
    trusted(signed_in())
    words = "<script>alert(1)</script> and [x](javascript:alert(1))"
    client.post(url("survey", consultation), {f"q{ask['text'].pk}": words})

    page = client.get(url("answers", consultation, ask["text"].pk)).text

    assert "<script>alert" not in page
    assert "javascript:" not in page.replace("[x](javascript:alert(1))", "")


# == Statements ==
def test_the_ballot_offers_three_equal_answers_and_tells_nothing_before(client, signed_in):
    statement = StatementFactory(contribution__body="Open the crossings.")
    votes_on(statement, imported_people(statement.consultation, 30), agree=30)
    signed_in()

    page = client.get(url("statements", statement.consultation)).text

    assert "Statement 1 of 1 for you" in page
    assert page.count('name="value"') == 3
    assert "aria-pressed" not in page
    assert "100%" not in page


def test_after_a_vote_the_next_statement_comes_with_how_others_voted(client, signed_in):
    first, second = StatementFactory.create_batch(2, consultation=(consultation := ConsultationFactory()))
    votes_on(first, imported_people(consultation, 20), agree=15, disagree=5)
    person = signed_in()

    response = client.post(
        url("statements", consultation), {"statement": first.pk, "value": "1"}, follow=True
    )

    assert Vote.objects.get(participant__user=person).value == 1
    assert response.context["statement"] == second
    assert "Statement 2 of 2 for you" in response.text
    assert [row.name for row in response.context["just"]["rows"]] == ["Agree", "Disagree", "Pass"]
    assert response.context["just"]["rows"][0].estimate == 16 / 21
    assert "76%" in response.text


def test_how_others_voted_is_not_told_about_fewer_than_ten(client, signed_in):
    statement = StatementFactory()
    votes_on(statement, imported_people(statement.consultation, 8), agree=8)
    signed_in()
    place = url("statements", statement.consultation)

    response = client.post(place, {"statement": statement.pk, "value": "1"}, follow=True)

    assert "Fewer than 10 people have voted on it" in response.text


def test_how_others_voted_is_not_told_to_who_has_not_voted(client, signed_in):
    statement = StatementFactory()
    votes_on(statement, imported_people(statement.consultation, 30), agree=30)
    signed_in()

    response = client.get(url("statements", statement.consultation), {"voted": statement.pk})

    assert response.context["just"] is None


def test_htmx_gets_the_next_statement_and_nothing_around_it(client, signed_in):
    first, second = StatementFactory.create_batch(2, consultation=(consultation := ConsultationFactory()))
    signed_in()
    sent = {"statement": first.pk, "value": "-1"}

    response = client.post(url("statements", consultation), sent, headers={"HX-Request": "true"}, follow=True)

    assert response.text.strip().startswith('<div id="voting">')
    assert second.contribution.body in response.text
    assert "data-focus" in response.text
    assert "<html" not in response.text
    assert "HX-Request" in response["Vary"]


def test_htmx_is_told_when_the_consultation_has_closed_meanwhile(client, signed_in):
    statement = StatementFactory()
    signed_in()
    Consultation.objects.update(state=State.CLOSED)
    sent = {"statement": statement.pk, "value": "1"}
    place = url("statements", statement.consultation)

    response = client.post(place, sent, headers={"HX-Request": "true"}, follow=True)

    assert "The consultation is closed. Nothing can be added to it any more." in response.text
    assert not Vote.objects.exists()


def test_one_sees_ones_own_votes_and_may_change_them(client, signed_in):
    statement = StatementFactory(contribution__body="Open the crossings.")
    place = url("statements", statement.consultation)
    person = signed_in()
    VoteFactory(
        statement=statement,
        participant__user=person,
        participant__consultation=statement.consultation,
        value=-1,
    )

    page = client.get(place).text
    change = client.get(place, {"statement": statement.pk}).text
    client.post(place, {"statement": statement.pk, "value": "1"})

    assert "You have voted on every statement" in page
    assert f"{place}?statement={statement.pk}" in page
    assert "You voted: <b>Disagree</b>" in change
    assert change.count('aria-pressed="true"') == 1
    assert Vote.objects.get().value == 1


def test_the_statement_is_told_in_the_language_of_the_page_with_the_original_beside(client, signed_in):
    statement = StatementFactory(contribution__body="Відкрити переходи.", contribution__language="uk")
    statement.contribution.translations.create(language="en", body="Open the crossings.")
    statement.contribution.translations.create(language="ru", body="Открыть переходы.")
    signed_in()

    page = as_seen(client.get(url("statements", statement.consultation)))

    assert 'id="statement">Open the crossings.</h2>' in page
    assert '<div lang="uk"><p class="kicker"><b>Українська</b> · the original</p>' in page
    assert '<div lang="ru"><p class="kicker"><b>Русский</b></p>' in page


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"value": "1"},
        {"statement": "x", "value": "1"},
        {"statement": "1", "value": "7"},
        {"statement": "1", "value": "; DROP"},
    ],
)
def test_a_vote_that_is_none_gets_a_sentence(client, signed_in, sent):
    statement = StatementFactory()
    signed_in()

    response = client.post(url("statements", statement.consultation), sent, follow=True)

    assert "Choose “Agree”, “Disagree” or “Pass”." in response.text
    assert not Vote.objects.exists()


def test_a_vote_on_a_statement_of_elsewhere_is_not_found(client, signed_in):
    here, elsewhere = StatementFactory(), StatementFactory()
    signed_in()
    sent = {"statement": elsewhere.pk, "value": "1"}

    assert client.post(url("statements", here.consultation), sent).status_code == 404


def test_a_suggested_statement_arrives(client, signed_in):
    consultation = ConsultationFactory()
    signed_in()

    response = client.post(url("suggest", consultation), {"body": "Rebuild the bridges."}, follow=True)

    assert "Your statement has arrived. A moderator reads it first" in response.text
    assert consultation.statements.get().contribution.state == "pending"


def test_an_overlong_statement_comes_back_filled_in(client, signed_in):
    consultation = ConsultationFactory()
    signed_in()

    response = client.post(url("suggest", consultation), {"body": "x" * 150})

    assert response.status_code == 422
    assert "The text is 10 characters too long; at most 140 fit." in response.text
    assert "x" * 150 in response.text
    assert not consultation.statements.exists()


def test_a_statement_sent_after_the_session_ended_comes_back_filled_in(client):
    response = client.post(url("suggest", ConsultationFactory()), {"body": "Rebuild the bridges."})

    assert response.status_code == 422
    assert "Sign in to do this." in response.text
    assert "Rebuild the bridges.</textarea>" in response.text
    assert reverse("account_login") in response.text
    assert not Statement.objects.exists()


def test_a_statement_sent_after_the_end_comes_back_filled_in(client, signed_in):
    consultation = ConsultationFactory(state=State.CLOSED)
    signed_in()

    response = client.post(url("suggest", consultation), {"body": "Rebuild the bridges."})

    assert response.status_code == 422
    assert "The consultation is closed. Nothing can be added to it any more." in response.text
    assert "Rebuild the bridges.</textarea>" in response.text
    assert not Statement.objects.exists()


def test_line_ends_of_a_browser_count_as_one_character(client, signed_in, survey):
    consultation, questions = survey
    signed_in()
    lines = "\r\n".join(["Families wait for this list, and every week counts."] * 57)

    client.post(url("survey", consultation), {f"q{questions['text'].pk}": lines})

    assert len(lines) > 3000 - 57
    assert OpenAnswer.objects.get().contribution.body == lines.replace("\r\n", "\n")


@pytest.mark.parametrize("statement", ["9" * 19, "9" * 5000, "\x00", "²"])
def test_a_vote_on_what_is_no_statement_gets_a_sentence(client, signed_in, statement):
    consultation = ConsultationFactory()
    signed_in()

    response = client.post(
        url("statements", consultation), {"statement": statement, "value": "1"}, follow=True
    )

    assert "Choose “Agree”, “Disagree” or “Pass”." in response.text


# == The facilitator ==
def test_opening_asks_first_and_then_opens(client, signed_in):
    draft = ConsultationFactory(state=State.DRAFT)
    SeedFactory(consultation=draft)
    signed_in(facilitator=True)

    asked = client.get(url("open", draft)).text
    done = client.post(url("open", draft), follow=True).text

    assert "to everyone?" in asked
    assert "The consultation is open." in done
    assert Consultation.objects.get().state == State.OPEN


def test_opening_what_is_empty_says_why_not(client, signed_in):
    draft = ConsultationFactory(state=State.DRAFT)
    signed_in(facilitator=True)

    response = client.post(url("open", draft), follow=True)

    assert "There is nothing to answer yet." in response.text
    assert Consultation.objects.get().state == State.DRAFT


def test_closing_asks_first_and_then_closes(client, signed_in):
    consultation = ConsultationFactory()
    signed_in(facilitator=True)

    assert "now?" in client.get(url("close", consultation)).text
    assert "The consultation is closed." in client.post(url("close", consultation), follow=True).text
    assert Consultation.objects.get().state == State.CLOSED


@pytest.mark.parametrize("name", ["open", "close"])
def test_a_citizen_is_told_that_this_is_for_facilitators(client, signed_in, name):
    consultation = ConsultationFactory()
    signed_in()

    response = client.post(url(name, consultation), follow=True)

    assert "Only facilitators can do this." in response.text
    assert Consultation.objects.get().state == State.OPEN


# == Queries ==
def full():
    """A consultation with all there is, three of each and more."""
    consultation = ConsultationFactory(results_while_open=True)
    questions = [
        QuestionFactory(consultation=consultation, kind=kind) for kind in ("one", "many", "text", "text")
    ]
    statements = StatementFactory.create_batch(12, consultation=consultation)
    for statement in statements[:3]:
        statement.contribution.translations.create(language="ru", body="То же самое.")
    people = imported_people(consultation, 15)
    for statement in statements:
        votes_on(statement, people, agree=12, skip=3)
    for person in people:
        sheet = SheetFactory(participant=person)
        sheet.choices.create(question=questions[0], option=questions[0].options.first())
        for question in questions[2:]:
            words = ContributionFactory(kind="open_answer")
            sheet.open_answers.create(contribution=words, question=question)
    return consultation


@pytest.mark.parametrize(
    ("name", "most"), [("consultation", 4), ("survey", 4), ("statements", 5), ("results", 17), ("table", 9)]
)
def test_pages_of_strangers_ask_the_database_little(client, django_assert_max_num_queries, name, most):
    """With counts that were kept a moment ago; one query of each page fetches them."""
    consultation = full()
    client.get(url(name, consultation))

    with django_assert_max_num_queries(most):
        client.get(url(name, consultation))


def test_the_ballot_asks_the_database_little(client, signed_in, django_assert_max_num_queries):
    consultation, person = full(), signed_in()
    statements = list(consultation.statements.all())
    for statement in statements[:7]:
        actions.vote(statement, by=person, value=1)
    client.get(url("statements", consultation))

    with django_assert_max_num_queries(18):
        client.get(url("statements", consultation), {"voted": statements[0].pk})


def test_the_list_asks_the_database_little(client, django_assert_max_num_queries):
    ConsultationFactory.create_batch(5)
    ConsultationFactory.create_batch(25, state=State.CLOSED)

    with django_assert_max_num_queries(4):
        client.get(reverse("consultations:consultations"))


@pytest.mark.parametrize("page", ["survey", "statements"])
def test_whoever_works_for_the_talks_reads_why_they_do_not_take_part(client, page):
    consultation = ConsultationFactory(slug="first")
    QuestionFactory(consultation=consultation)
    StatementFactory(consultation=consultation)
    client.force_login(UserFactory(role="official"), backend="accounts.backends.RoleBackend")

    words = client.get(reverse(f"consultations:{page}", args=["first"])).content.decode()

    assert "Here citizens speak, not officials and staff." in words
    assert "sign in" not in words.partition("<main")[2].lower()
    assert "<form" not in words.partition("<main")[2].partition("<aside")[0]
