"""Pages on which something was erased: the note stands, old addresses lead to it, nothing is left empty."""

import re

import pytest
from django.utils import translation

from accounts.actions import forget
from contributions.models import Contribution
from forums.models import Thread
from moderation.actions import erase
from notices.models import Follow
from petitions.models import Petition
from tests.factories.accounts import UserFactory
from tests.factories.answers import AnswerFactory
from tests.factories.forums import PostFactory, ThreadFactory
from tests.factories.insights import heard
from tests.factories.moderation import CaseFactory, DecisionFactory
from tests.factories.petitions import SignatureFactory
from tests.factories.taken_back import KINDS, MARK, said, taken_back

pytestmark = pytest.mark.django_db
DJANGOS = r'(?![^>]*class="(?:sortremove|toggle))'  # links with a name and no text, in its lists
EMPTY = re.compile(rf"<(a|h1|h2|h3|b|q|title|blockquote)\b{DJANGOS}[^>]*>\s*</\1>")
NOTES = {
    "thread": "A discussion taken back by its author",
    "post": "The author took these words back.",
    "petition": "The author took this petition back.",
}


def gone(kind):
    """Words of this kind that were erased, and the address under which they had stood."""
    words = said(kind)
    address = words.place.get_absolute_url()
    if kind == "post":
        PostFactory(parent=words.post)
    taken_back(words)
    erase()
    words = Contribution.objects.get(pk=words.pk)
    assert words.erased_at
    return words, address


def read(response):
    """The page, in which nothing stands empty."""
    text = response.content.decode()
    assert EMPTY.search(text) is None, EMPTY.search(text)
    return text


def visitors(words):
    return [None, UserFactory(), words.author, UserFactory(moderator=True), UserFactory(operator=True)]


@pytest.mark.parametrize("kind", NOTES)
def test_old_and_new_addresses_lead_everybody_to_the_note(kind, client):
    words, old = gone(kind)
    new = words.place.get_absolute_url()
    assert MARK not in new
    assert (MARK in old) == (kind != "post")
    asked = old.split("/")[-2]  # the name in the address, which links to other languages keep

    for viewer in visitors(words):
        client.logout()
        if viewer:
            client.force_login(viewer, backend="accounts.backends.RoleBackend")
        for address in (old, new, f"/en/words/{words.pk}/"):
            response = client.get(address, follow=True)
            assert response.status_code == (410 if kind == "petition" else 200)
            page = read(response)
            assert NOTES[kind] in page
            assert MARK not in page.replace(asked, "")


def test_a_discussion_s_old_name_and_any_other_lead_to_the_same_note(client):
    words, _old = gone("thread")
    PostFactory(thread=words.thread, body="This reply stays.")

    for name in (f"where-is-the-{MARK}", "discussion", "anything-at-all"):
        page = read(client.get(f"/en/discussions/thread/{words.pk}-{name}/"))
        assert NOTES["thread"] in page
        assert "This reply stays." in page
        assert "Where those who wrote stand" not in page


def test_a_petition_s_old_name_and_any_other_lead_to_the_same_note_but_only_its_own_number(client):
    words, _old = gone("petition")
    other = said("petition")
    address = "/en/petitions/{}-{}/".format

    assert Petition.objects.get(pk=words.pk).slug == f"petition-{words.pk}"
    for name in (f"free-the-{MARK}-now", "petition", "anything-at-all"):
        assert client.get(address(name, words.pk)).status_code == 410
    assert client.get(address("petition", words.pk + 1000)).status_code == 404
    assert client.get(address("anything-at-all", other.pk)).status_code == 404
    assert client.get(other.petition.get_absolute_url()).status_code == 200


def test_a_rejected_petition_that_was_taken_back_says_that_it_was_taken_back(client):
    words = said("petition", state="rejected")
    Petition.objects.filter(pk=words.pk).update(
        state="rejected", rejection_code="local", rejection_shows_text=True, rejection_note="Ask the town."
    )
    taken_back(words)
    erase()

    for viewer in visitors(words)[2:]:
        client.force_login(viewer, backend="accounts.backends.RoleBackend")
        page = read(client.get(f"/en/petitions/petition-{words.pk}/"))
        assert NOTES["petition"] in page
        assert "Write it anew" not in page


def test_a_consultation_s_pages_answer_without_what_was_erased(client):
    answer, statement = said("open_answer"), said("statement")
    question = answer.open_answer.question
    question.consultation.state = "closed"
    question.consultation.save()
    for words in (answer, statement):
        taken_back(words)
    erase()

    slug = question.consultation.slug
    for address in (
        answer.open_answer.get_absolute_url(),
        statement.statement.get_absolute_url(),
        f"/en/consultations/{slug}/results/",
        f"/en/consultations/{slug}/results/table.csv",
        f"/api/v1/consultations/{slug}/",
    ):
        response = client.get(address)
        assert response.status_code == 200, address
        assert MARK not in read(response)


def test_the_interface_leaves_it_out_and_keeps_replies_to_it(client):
    words, _old = gone("post")
    petition, _old = gone("petition")

    replies = client.get(f"/api/v1/threads/{words.post.thread_id}/posts/").json()["results"]
    assert [row["parent"] for row in replies] == [words.pk]
    assert client.get(f"/api/v1/petitions/petition-{petition.pk}/").status_code == 404
    assert client.get("/api/v1/petitions/").json()["results"] == []


def test_the_front_page_names_no_discussion_that_was_taken_back(client):
    taken, stays = said("thread"), ThreadFactory(title="How do parcels arrive?")
    heard(kind="post", language="en")  # stands in no discussion
    PostFactory(thread=taken.thread, language="en", body="In the first.")
    PostFactory(thread=stays, language="uk", body="In the second.")
    taken_back(taken)

    for _ in range(2):
        page = read(client.get("/en/"))
        assert MARK not in page
        assert "In the first." not in page
        assert "How do parcels arrive?" in page
        erase()


@pytest.mark.parametrize("kind", ["thread", "petition"])
def test_an_official_answer_and_those_who_follow_keep_their_pages(kind, client):
    words = said(kind)
    answer = AnswerFactory(**{"petition": None, kind: words.place})
    follower = UserFactory()
    Follow.objects.create(user=follower, **{kind: words.place})
    taken_back(words)
    erase()
    client.force_login(follower, backend="accounts.backends.RoleBackend")

    follow = f"/en/follow/{kind}/{words.pk}/"
    for address in (answer.get_absolute_url(), follow, "/en/notices/", "/en/answers/"):
        response = client.get(address)
        assert response.status_code == 200, address
        assert MARK not in read(response)
    client.force_login(UserFactory(operator=True), backend="accounts.backends.RoleBackend")
    assert "(erased)" in read(client.get(f"/admin/answers/answer/{answer.pk}/change/"))


# == The administration ==
@pytest.fixture
def operator_s(client):
    client.force_login(UserFactory(operator=True))
    return client


@pytest.mark.parametrize("language", ["en", "ru", "uk"])
@pytest.mark.parametrize("kind", KINDS)
def test_the_administration_says_erased_where_words_stood(kind, language, operator_s):
    words, _old = gone(kind)
    DecisionFactory(case=CaseFactory(contribution=words, why="reported", state="closed"), contribution=words)
    table = {"post": "forums/post", "thread": "forums/thread", "petition": "petitions/petition"}.get(kind)
    table = "consultations/statement" if kind == "statement" else table
    tables = ["contributions/contribution", *([table] if table else [])]
    operator_s.cookies["language"] = language
    called = {"en": "(erased)", "ru": "(удалено)", "uk": "(видалено)"}[language]

    for name in tables:
        assert called in read(operator_s.get(f"/admin/{name}/"))
        assert called in read(operator_s.get(f"/admin/{name}/{words.pk}/change/"))
    assert called in read(operator_s.get("/admin/moderation/decision/"))


@pytest.mark.parametrize("kind", KINDS)
def test_a_closed_case_stays_in_the_queue_without_words(kind, at_desk):
    words, _old = gone(kind)
    case = CaseFactory(contribution=words, why="reported", state="closed")

    page = read(at_desk.get(f"/admin/moderation/case/?case={case.pk}"))

    assert "Its author took it back, and it was erased." in page
    assert "Nothing is left to decide" in page


def test_replies_in_a_discussion_that_was_erased_are_still_decided(at_desk):
    words, _old = gone("thread")
    CaseFactory(contribution=PostFactory(thread=words.thread, state="pending").contribution)

    assert ">(erased)</a>" in read(at_desk.get("/admin/moderation/case/"))


def test_a_moderator_finds_no_earlier_words(at_desk):
    words, _old = gone("post")

    page = read(at_desk.get(f"/en/words/{words.pk}/history/"))
    assert "Their author took these words back, and they were erased" in page
    for act in ("edit", "withdraw", "report"):
        assert at_desk.get(f"/en/words/{words.pk}/{act}/").status_code in (200, 403)


def test_signatures_of_a_petition_that_was_erased_are_still_checked(operator_s):
    words, _old = gone("petition")
    SignatureFactory(petition=words.petition)

    assert "(erased)" in read(operator_s.get("/admin/petitions/signature/"))


def test_what_is_erased_is_called_so_in_each_language():
    words, _old = gone("thread")

    for language, called in (("en", "(erased)"), ("ru", "(удалено)"), ("uk", "(видалено)")):
        with translation.override(language):
            assert str(Thread.objects.get(pk=words.pk)) == called


def test_who_closes_the_account_after_it_was_erased_changes_nothing():
    words, _old = gone("thread")

    forget(words.author, takes_words_back=True)

    words.refresh_from_db()
    assert (words.state, str(words)) == ("withdrawn", "(erased)")
