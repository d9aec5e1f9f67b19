import pytest
from django.utils import timezone, translation

from contributions import actions
from contributions.models import Contribution, Revision
from contributions.states import LONGEST, Kind
from tests.factories.accounts import UserFactory
from tests.factories.contributions import ContributionFactory, trusted
from tests.factories.forums import PostFactory, ThreadFactory
from tests.seen import as_seen

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def english():
    """Addresses are made in the language of the last page that was asked for."""
    with translation.override("en"):
        yield


def text_of(response):
    return as_seen(response)


def words_of(person, **fields):
    return PostFactory(author=person, **fields).contribution


@pytest.fixture
def olena(client):
    person = UserFactory(display_name="Olena")
    client.force_login(person)
    return person


# == Where words stand ==
def test_a_link_to_words_leads_to_where_they_stand(client):
    thread = ThreadFactory()

    response = client.get(f"/uk/words/{thread.pk}/")

    assert response.status_code == 302
    assert response.url == thread.get_absolute_url().replace("/en/", "/uk/") + f"#words-{thread.pk}"


@pytest.mark.parametrize("state", ["pending", "rejected", "withdrawn"])
def test_a_link_to_words_that_never_were_public_leads_nowhere(client, state):
    assert client.get(f"/en/words/{PostFactory(state=state).pk}/").status_code == 404


def test_a_link_to_words_of_no_place_leads_nowhere(client):
    assert client.get(f"/en/words/{ContributionFactory(kind='statement').pk}/").status_code == 404
    assert client.get("/en/words/999999/").status_code == 404


# == Preview ==
def test_a_preview_is_what_will_be_seen_and_keeps_nothing(client):
    data = {"body": "**Begin** <b>here</b>."}

    part = client.post("/en/words/preview/", data, headers=HTMX)
    page = client.post("/en/words/preview/", data)

    assert "<strong>Begin</strong> &lt;b&gt;here&lt;/b&gt;." in text_of(part)
    assert "<html" not in text_of(part)
    assert "<strong>Begin</strong>" in text_of(page)
    assert "<html" in text_of(page)
    assert not Contribution.objects.exists()


def test_a_preview_of_nothing_says_so(client):
    assert "Write something first." in text_of(client.post("/en/words/preview/", {"body": " "}, headers=HTMX))
    assert client.get("/en/words/preview/").status_code == 405


def test_a_preview_of_too_much_says_how_much_and_shows_it_all_the_same(client):
    page = text_of(client.post("/en/words/preview/", {"body": "word " * 1001}, headers=HTMX))

    assert "The text is 4 characters too long; at most 5000 fit." in page
    assert "This is how it will look." in page


# == Changing ==
def test_words_are_changed_and_what_they_were_stays_readable(client, olena):
    words = words_of(trusted(olena), body="I fear the lists.")

    assert "I fear the lists.</textarea>" in text_of(client.get(f"/en/words/{words.pk}/edit/"))
    response = client.post(f"/en/words/{words.pk}/edit/", {"body": "I trust the lists."}, follow=True)

    words.refresh_from_db()
    assert words.body == "I trust the lists."
    assert "What they were before stays readable." in text_of(response)
    client.logout()
    history = text_of(client.get(f"/en/words/{words.pk}/history/"))
    assert "I <del>fear</del><ins>trust</ins> the lists." in history


def test_public_words_that_a_new_person_changes_wait_for_a_moderator_again(client, olena):
    words = words_of(olena, body="I fear the lists.")

    response = client.post(f"/en/words/{words.pk}/edit/", {"body": "Something else."}, follow=True)

    words.refresh_from_db()
    assert words.state == "pending"
    assert "Your words were changed and wait for a moderator." in text_of(response)


@pytest.mark.parametrize(
    ("body", "sentence"),
    [("", "Write something first."), ("x" * 5001, "1 character too long"), ("a\x00b", "Null characters")],
)
def test_a_change_that_cannot_be_taken_comes_back_with_the_reason(client, olena, body, sentence):
    words = words_of(olena, body="As it was.")

    page = text_of(client.post(f"/en/words/{words.pk}/edit/", {"body": body}))

    words.refresh_from_db()
    assert sentence in page
    assert body[:300].replace("\x00", "") in page.replace("\x00", "")
    assert (words.body, Revision.objects.count()) == ("As it was.", 0)


def test_the_longest_text_is_changed_line_by_line_as_browsers_send_it(client, olena):
    words = words_of(trusted(olena), body="Some words.\n" * 416 + "Last one")
    assert len(words.body) == LONGEST[Kind.POST]
    changed = words.body.replace("Last", "This")

    client.post(f"/en/words/{words.pk}/edit/", {"body": changed.replace("\n", "\r\n")})

    words.refresh_from_db()
    assert words.body == changed


def test_a_preview_of_a_change_changes_nothing(client, olena):
    words = words_of(olena, body="As it was.")

    page = text_of(client.post(f"/en/words/{words.pk}/edit/", {"body": "*New*", "preview": "yes"}))

    words.refresh_from_db()
    assert "<em>New</em>" in page
    assert "*New*</textarea>" in page
    assert words.body == "As it was."


def test_others_words_cannot_be_changed_or_taken_back(client, olena):
    words = words_of(UserFactory(), body="As it was.")

    edited = client.post(f"/en/words/{words.pk}/edit/", {"body": "Mine now."})
    taken = client.post(f"/en/words/{words.pk}/withdraw/")

    words.refresh_from_db()
    assert (edited.status_code, taken.status_code) == (403, 403)
    assert "Only the author can change these words." in text_of(edited)
    assert "Only the author can withdraw these words." in text_of(taken)
    assert (words.body, words.state) == ("As it was.", "published")


@pytest.mark.parametrize("page", ["edit", "withdraw"])
def test_a_stranger_signs_in_before_changing_anything(client, page):
    address = f"/en/words/{PostFactory().pk}/{page}/"

    assert client.get(address).url == f"/en/account/login/?next={address}"


def test_what_was_changed_before_it_was_public_is_the_authors_alone(client, olena):
    words = words_of(trusted(olena), state="pending", body="The first try.")
    actions.edit(words, by=olena, body="The second try.")
    actions.publish(Contribution.objects.get(pk=words.pk), by=UserFactory(moderator=True))
    actions.edit(words, by=olena, body="The third try.")

    own = text_of(client.get(f"/en/words/{words.pk}/history/"))
    client.logout()
    public = text_of(client.get(f"/en/words/{words.pk}/history/"))

    assert "<del>first</del>" in own
    assert "<del>second</del>" in public
    assert "first" not in public


def test_what_a_moderator_took_down_does_not_come_back_by_the_history(client, olena):
    moderator = UserFactory(moderator=True)
    words = words_of(olena, body="Something hateful.")
    actions.hide(words, by=moderator)
    actions.edit(words, by=olena, body="Something civil.")
    actions.publish(Contribution.objects.get(pk=words.pk), by=moderator)

    client.logout()
    page = text_of(client.get(f"/en/words/{words.pk}/history/"))

    assert "Something civil." in page
    assert "hateful" not in page


def test_words_that_were_never_changed_say_so(client):
    page = client.get(f"/en/words/{PostFactory().pk}/history/")

    assert "were not changed since they became public" in text_of(page)
    assert "public" in page["Cache-Control"]


# == Taking back ==
def test_words_are_taken_back_after_being_asked(client, olena):
    words = words_of(olena, body="I take this back.")
    reply = PostFactory(parent=words.post, body="A reply stays.")

    assert "Take these words back?" in text_of(client.get(f"/en/words/{words.pk}/withdraw/"))
    response = client.post(f"/en/words/{words.pk}/withdraw/", follow=True)

    words.refresh_from_db()
    assert words.state == "withdrawn"
    assert "You took your words back." in text_of(response)
    assert "The author took these words back." in text_of(response)
    assert "I take this back." not in text_of(response)
    assert reply.contribution.body in text_of(response)


def test_words_nobody_saw_are_taken_back_without_a_trace_on_the_page(client, olena):
    words = words_of(olena, state="pending")

    response = client.post(f"/en/words/{words.pk}/withdraw/")

    assert response.url == words.topic.get_absolute_url()
    assert f"words-{words.pk}" not in text_of(client.get(words.post.thread.get_absolute_url()))


def test_taken_back_twice_is_said_in_a_sentence(client, olena):
    words = words_of(olena)
    client.post(f"/en/words/{words.pk}/withdraw/")

    response = client.post(f"/en/words/{words.pk}/withdraw/")

    assert response.status_code == 403
    assert "These words were withdrawn." in text_of(response)


# == Understanding ==
def test_understanding_goes_on_and_off_by_htmx_and_without(client, olena):
    words = PostFactory().contribution
    address = f"/en/words/{words.pk}/understood/"

    on = client.post(address, headers=HTMX)
    off = client.post(address)

    assert 'aria-pressed="true"' in text_of(on)
    assert "I understand this · 1" in text_of(on)
    assert off.url == f"/en/words/{words.pk}/"
    assert words.reactions.count() == 0


def test_ones_own_words_cannot_be_understood_and_nobody_counts_twice(client, olena):
    words = words_of(olena)

    response = client.post(f"/en/words/{words.pk}/understood/", follow=True)

    assert "These are your own words." in text_of(response)
    assert words.reactions.count() == 0


def test_a_stranger_signs_in_to_understand(client):
    assert client.post(f"/en/words/{PostFactory().pk}/understood/").status_code == 302
    assert client.get(f"/en/words/{PostFactory().pk}/understood/").status_code in (302, 405)


def test_hidden_words_cannot_be_understood(client, olena):
    words = PostFactory(state="hidden", published_at=timezone.now()).contribution

    assert client.post(f"/en/words/{words.pk}/understood/").status_code == 404
