"""An office where an answer is published by a second person."""

from itertools import product

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from answers import actions
from answers.actions import Text
from answers.models import Answer, AnswerTranslation
from answers.permissions import may_ask, may_change, may_give_back, may_publish
from answers.states import MOVES, State
from core.models import OutgoingEmail, StateChange
from core.verdict import Refused
from tests.factories.accounts import MembershipFactory, OfficeFactory, UserFactory
from tests.factories.answers import AnswerFactory
from tests.races import refusals

pytestmark = pytest.mark.django_db
BACKEND = "accounts.backends.RoleBackend"
ROLES = [
    "stranger", "citizen", "moderator", "facilitator", "operator", "official elsewhere", "closed account",
    "who wrote it and asked", "who wrote it", "colleague",
]  # fmt: skip
OTHERS = ROLES[:7]


@pytest.fixture(autouse=True)
def demonstration(settings):
    settings.PORTAL_DEMO = True  # where officials need no second factor


def answer_of(two, state="draft", **fields):
    """An answer with its writer, who also asked; and a colleague of theirs."""
    published_at = "2026-01-01T00:00Z" if state in ("published", "withdrawn") else None
    office = OfficeFactory(answers_need_two=two)
    writer, colleague = (MembershipFactory(office=office).user for _ in range(2))
    fields = {"author": writer, "asked_by": writer if state == "ready" else None, **fields}
    return AnswerFactory(office=office, state=state, published_at=published_at, **fields), writer, colleague


def person(role, answer, writer, colleague):
    match role:
        case "stranger":
            return None
        case "official elsewhere":
            return MembershipFactory().user
        case "closed account":
            return MembershipFactory(office=answer.office, user__is_active=False).user
        case "colleague":
            return colleague
        case "who wrote it and asked":
            return writer
        case "who wrote it":
            answer.asked_by = None
            return writer
    return UserFactory(role=role)


@pytest.mark.parametrize(("role", "state", "two"), list(product(ROLES, State, [True, False])))
def test_who_may_ask_publish_and_give_back(role, state, two):
    answer, writer, colleague = answer_of(two, state)
    user = person(role, answer, writer, colleague)

    found = {
        deed.__name__ for deed in (may_change, may_ask, may_publish, may_give_back) if deed(user, answer)
    }

    expected = {
        (True, "draft"): {"may_change"} if role == "colleague" else {"may_change", "may_ask"},
        (False, "draft"): {"may_change", "may_publish"},
    }.get((two, state.value), set())
    if state == State.READY:  # whatever the office wants now
        expected = {"may_give_back", "may_publish"} if role == "colleague" else {"may_give_back"}
    assert found == (set() if role in OTHERS else expected)


def test_the_table_of_moves_is_what_it_is_meant_to_be():
    expected = {
        "draft": {"ready", "published", "withdrawn"},
        "ready": {"draft", "published", "withdrawn"},
        "published": {"withdrawn"},
        "withdrawn": set(),
    }

    assert expected == MOVES


def test_the_one_asks_and_the_other_publishes():
    answer, writer, colleague = answer_of(two=True)

    with pytest.raises(Refused, match="a second person publishes"):
        actions.publish(answer, by=writer)
    actions.ask(answer, by=writer)
    with pytest.raises(Refused, match="Another official"):
        actions.publish(answer, by=writer)
    actions.publish(answer, by=colleague)

    steps = StateChange.objects.order_by("pk").values_list("before", "after", "by")
    assert list(steps) == [("draft", "ready", writer.pk), ("ready", "published", colleague.pk)]


def test_where_nobody_else_speaks_for_the_office_nobody_can_be_asked():
    answer, writer, colleague = answer_of(two=True)
    colleague.is_active = False
    colleague.save()

    with pytest.raises(Refused, match="Invite a second official"):
        actions.ask(answer, by=writer)

    answer.refresh_from_db()
    assert answer.state == State.DRAFT


def test_whoever_is_the_second_person_already_is_told_who_asks_and_led_to_no_button(client):
    answer, _writer, colleague = answer_of(two=True)
    client.force_login(colleague, backend=BACKEND)

    for path in (answer.get_absolute_url(), f"/en/answers/{answer.pk}/publish/"):
        page = client.get(path).content.decode()
        assert "You are the second person for this answer" in page
        assert f'href="/en/answers/{answer.pk}/publish/"' not in page
        assert 'name="ask"' not in page
    with pytest.raises(Refused, match="whoever wrote it asks"):
        actions.ask(answer, by=colleague)

    MembershipFactory(office=answer.office)
    assert may_ask(colleague, answer)


def test_who_changed_a_colleagues_words_and_asked_is_not_the_second_person_either():
    answer, writer, colleague = answer_of(two=True)
    changed = actions.revise(answer, by=colleague, language="en", texts={"en": Text("Other", "Words.")})
    actions.ask(changed, by=colleague)

    with pytest.raises(Refused):
        actions.publish(changed, by=colleague)
    actions.publish(changed, by=writer)

    assert Answer.objects.get().is_public


def test_what_waits_for_a_second_person_cannot_be_changed():
    answer, writer, colleague = answer_of(two=True, state="ready")

    for user in (writer, colleague):
        with pytest.raises(Refused, match="Take it back"):
            actions.revise(answer, by=user, language="en", texts={"en": Text("Other", "Words.")})

    answer.refresh_from_db()
    assert (answer.version, answer.state) == (1, "ready")


def test_given_back_with_a_note_and_who_asked_is_told():
    answer, writer, colleague = answer_of(two=True)
    actions.ask(answer, by=writer)
    with pytest.raises(Refused, match="Say what should be changed"):
        actions.give_back(answer, by=colleague, note=" ")

    actions.give_back(answer, by=colleague, note="Name the day.")

    answer.refresh_from_db()
    assert answer.state == State.DRAFT
    asked, back = OutgoingEmail.objects.order_by("pk")
    assert (asked.to, back.to) == (colleague.email, writer.email)
    assert f"/en/answers/{answer.pk}/publish/" in asked.text
    assert answer.body in asked.text
    assert "Name the day." in back.text
    assert "Name the day." in back.html


@pytest.mark.parametrize(("language", "is_translated"), [("uk", True), ("ru", False)])
def test_who_is_asked_reads_the_answer_in_their_language_where_there_is_one(language, is_translated):
    answer, writer, colleague = answer_of(
        two=True, language="en", title="We will", body="**Soon**, all of it."
    )
    AnswerTranslation.objects.create(answer=answer, language="uk", title="Зробимо", body="**Скоро**, усе.")
    type(colleague).objects.filter(pk=colleague.pk).update(language=language)

    actions.ask(answer, by=writer)

    email = OutgoingEmail.objects.get(to=colleague.email)
    for words in (email.text, email.html):
        assert ("Зробимо" in words, "We will" in words) == (is_translated, not is_translated)
        assert ("Це переклад. Важливий оригінал." in words) == is_translated
    assert ("\nСкоро, усе.\n" if is_translated else "\nSoon, all of it.\n") in email.text


def test_who_asked_takes_it_back_without_a_word():
    answer, writer, _colleague = answer_of(two=True, state="ready")

    actions.give_back(answer, by=writer)

    assert Answer.objects.get().state == State.DRAFT
    assert not OutgoingEmail.objects.exists()


def test_only_what_the_second_person_has_read_is_published():
    answer, writer, colleague = answer_of(two=True, state="ready")
    actions.give_back(answer, by=writer)
    actions.revise(answer, by=writer, language="en", texts={"en": Text("Quite another thing", "Words.")})
    actions.ask(answer, by=writer)

    with pytest.raises(Refused, match="was changed after you opened it"):
        actions.publish(answer, by=colleague)  # the row as it was read before
    actions.publish(answer, by=colleague, seen=2)

    assert Answer.objects.get().title == "Quite another thing"


def test_when_the_office_stops_wanting_two_what_waits_is_still_published_by_the_second_person():
    answer, writer, colleague = answer_of(two=True, state="ready")
    type(answer.office).objects.update(answers_need_two=False)

    with pytest.raises(Refused, match="Another official of your office"):
        actions.publish(answer, by=writer)
    assert list(Answer.objects.waiting_for(writer)) == []
    assert list(Answer.objects.waiting_for(colleague)) == [answer]
    actions.publish(answer, by=colleague)

    assert Answer.objects.get().is_public


def test_who_has_left_the_office_gets_none_of_its_e_mails():
    answer, writer, colleague = answer_of(two=True)
    third, left = (MembershipFactory(office=answer.office).user for _ in range(2))
    left.memberships.all().delete()
    actions.ask(answer, by=writer)
    writer.memberships.all().delete()

    actions.give_back(answer, by=colleague, note="Only for us.")

    assert {email.to for email in OutgoingEmail.objects.all()} == {colleague.email, third.email}
    assert not OutgoingEmail.objects.filter(own_text__contains="Only for us.").exists()


def test_from_draft_to_page_through_two_people_on_the_pages(client):
    answer, writer, colleague = answer_of(two=True)
    AnswerFactory(office=answer.office, state="draft", title="Something else")

    client.force_login(writer, backend=BACKEND)
    page = client.get(f"/en/answers/{answer.pk}/publish/").content.decode()
    assert "Ask a second person to publish this answer?" in page
    assert "Not written yet in: Русский, Українська." in page
    client.post(f"/en/answers/{answer.pk}/publish/", {"ask": "1"})
    assert "Waits for a colleague" in client.get("/en/answers/drafts/").content.decode()
    assert client.post(f"/en/answers/{answer.pk}/publish/", {"ask": "1"}).url == answer.get_absolute_url()
    assert Answer.objects.get(pk=answer.pk).state == State.READY

    client.force_login(colleague, backend=BACKEND)
    assert "Waits for you" in client.get("/en/answers/drafts/").content.decode()
    assert 'name="publish" value="1"' in client.get(f"/en/answers/{answer.pk}/publish/").content.decode()
    empty = client.post(f"/en/answers/{answer.pk}/give-back/", {"note": ""})
    assert "Say what should be changed." in empty.content.decode()
    client.post(f"/en/answers/{answer.pk}/give-back/", {"note": "Name the day."})
    assert "Name the day." in client.get(answer.get_absolute_url()).content.decode()
    client.force_login(writer, backend=BACKEND)
    client.post(f"/en/answers/{answer.pk}/publish/", {"ask": "1"})
    client.force_login(colleague, backend=BACKEND)
    client.post(f"/en/answers/{answer.pk}/publish/", {"publish": "1"})

    public = client.get(answer.petition.get_absolute_url()).content.decode()
    assert answer.title in public
    client.logout()
    assert "Name the day." not in client.get(answer.get_absolute_url()).content.decode()


def test_who_pressed_ask_never_publishes_whatever_happened_meanwhile(client):
    asked, writer, colleague = answer_of(two=True)
    MembershipFactory(office=asked.office)
    actions.ask(asked, by=writer)
    free, _writer, official = answer_of(two=False)
    states = []

    for answer, user in ((asked, colleague), (free, official)):
        client.force_login(user, backend=BACKEND)
        for sent in ({"ask": "1"}, {"version": "1"}, {}):
            client.post(f"/en/answers/{answer.pk}/publish/", sent)
        answer.refresh_from_db()
        states.append(answer.state)

    assert states == [State.READY, State.DRAFT]


def test_whoever_opens_an_old_link_to_give_back_is_told_that_it_does_not_wait(client):
    answer, _writer, colleague = answer_of(two=True)
    client.force_login(colleague, backend=BACKEND)

    page = client.get(f"/en/answers/{answer.pk}/give-back/", follow=True).content.decode()

    assert "This answer does not wait for a second person." in page


def test_an_operator_sees_in_the_administration_that_a_draft_waits_but_not_what_it_says(client):
    answer, _writer, _colleague = answer_of(two=True, state="ready", body="Not for you yet.")
    shown = AnswerFactory(body="For everyone.")
    office_page = f"/admin/accounts/office/{answer.office.pk}/change/"
    client.force_login(UserFactory(operator=True), backend=BACKEND)

    page = client.get("/admin/answers/answer/").content.decode()

    assert "Waits for a second person" in page
    assert shown.title in page
    assert answer.title not in page
    assert client.get(f"/admin/answers/answer/{answer.pk}/change/").status_code == 403
    assert shown.body in client.get(f"/admin/answers/answer/{shown.pk}/change/").content.decode()
    assert 'name="answers_need_two"' in client.get(office_page).content.decode()


def test_the_list_of_answers_takes_the_same_queries_for_one_and_for_many(client):
    def queries():
        with CaptureQueriesContext(connection) as found:
            assert client.get("/admin/answers/answer/").status_code == 200
        return len(found)

    client.force_login(UserFactory(operator=True), backend=BACKEND)
    rows = AnswerFactory.create_batch(6, state="ready")
    for answer in rows:
        Answer.objects.filter(pk=answer.pk).update(edited_by=UserFactory(), asked_by=UserFactory())
    Answer.objects.exclude(pk=rows[0].pk).update(state="draft")
    queries()

    with_six = queries()
    Answer.objects.exclude(pk=rows[0].pk).delete()

    assert with_six == queries()


def test_an_operator_reads_a_withdrawn_answer_only_if_it_was_ever_published(client):
    gone = AnswerFactory(state="withdrawn", published_at="2026-01-01T00:00Z")
    never = AnswerFactory(state="withdrawn", published_at=None)
    client.force_login(UserFactory(operator=True), backend=BACKEND)

    page = client.get("/admin/answers/answer/").content.decode()

    assert (gone.title in page, never.title in page) == (True, False)
    assert client.get(f"/admin/answers/answer/{gone.pk}/change/").status_code == 200
    assert client.get(f"/admin/answers/answer/{never.pk}/change/").status_code == 403


def test_moderators_read_nothing_in_the_trace_of_what_an_office_says_to_itself(client):
    answer, writer, colleague = answer_of(two=True)
    actions.ask(answer, by=writer)
    actions.give_back(answer, by=colleague, note="Only for us.")
    step = StateChange.objects.get(after="draft")
    other = StateChange.objects.create(kind="contributions.contribution", object_id=1, why="Seen by all.")
    found = {}

    for role in ("moderator", "operator"):
        client.force_login(UserFactory(**{role: True}), backend=BACKEND)
        page = client.get("/admin/core/statechange/").content.decode()
        pages = [client.get(f"/admin/core/statechange/{row.pk}/change/") for row in (step, other)]
        found[role] = ["Only for us." in page, "Seen by all." in page, *(one.status_code for one in pages)]

    assert found == {"moderator": [False, True, 302, 200], "operator": [True, True, 200, 200]}


@pytest.mark.django_db(transaction=True)
def test_four_colleagues_who_publish_at_once_publish_once():
    answer, _writer, first = answer_of(two=True, state="ready")
    people = [first, *(MembershipFactory(office=answer.office).user for _ in range(3))]

    outcomes = refusals(*(lambda one=one: actions.publish(answer, by=one) for one in people))

    assert outcomes.count(None) == 1
    assert StateChange.objects.filter(after="published").count() == 1


@pytest.mark.django_db(transaction=True)
def test_published_while_it_is_taken_back_and_changed_is_what_was_read():
    for _round in range(5):
        answer, writer, colleague = answer_of(two=True, state="ready")

        def change(answer=answer, writer=writer):
            actions.give_back(answer, by=writer)
            texts = {"en": Text("Quite another thing", "Words.")}
            actions.revise(answer, by=writer, language="en", texts=texts)
            actions.ask(answer, by=writer)

        def publish(answer=answer, colleague=colleague):
            actions.publish(answer, by=colleague, seen=1)

        changed, published = refusals(change, publish)

        now = Answer.objects.get(pk=answer.pk)
        assert (changed is None) != (published is None)
        assert (now.state, now.title) in [("published", answer.title), ("ready", "Quite another thing")]


@pytest.mark.parametrize("two", [True, False])
def test_a_form_that_comes_without_its_button_is_answered_with_a_sentence(client, two):
    answer, writer, _colleague = answer_of(two=two)
    client.force_login(writer, backend=BACKEND)

    asked = client.get(f"/en/answers/{answer.pk}/publish/").content.decode()
    sent = client.post(f"/en/answers/{answer.pk}/publish/").content.decode()

    assert ["came without its button" in page for page in (asked, sent)] == [False, True]
