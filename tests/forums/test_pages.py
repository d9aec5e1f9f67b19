import pytest
from django.conf import settings
from django.utils import translation

from contributions.models import Contribution, Translation
from forums.models import Post, Thread
from tests.factories.accounts import UserFactory
from tests.factories.contributions import trusted
from tests.factories.forums import BoardFactory, PostFactory, ThreadFactory

pytestmark = pytest.mark.django_db
LANGUAGES = [code for code, _name in settings.LANGUAGES]
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def english():
    """Addresses are made in the language of the last page that was asked for."""
    with translation.override("en"):
        yield


@pytest.fixture
def citizen(client):
    person = trusted(UserFactory(display_name="Olena"))
    client.force_login(person)
    return person


def reply_url(thread, parent=None):
    return f"/en/discussions/thread/{thread.pk}-{thread.slug}/reply/{(parent or thread).pk}/"


def text_of(response):
    return response.content.decode()


# == Reading ==
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_stranger_reads_everything_and_any_cache_may_keep_it(client, language):
    thread = ThreadFactory(proposition="A neutral observer checks the lists.")
    PostFactory(
        parent=PostFactory(parent=PostFactory(parent=PostFactory(thread=thread))), body="The fourth level."
    )
    address = thread.get_absolute_url().replace("/en/", f"/{language}/")

    for page in (f"/{language}/discussions/", f"/{language}/discussions/{thread.board.slug}/", address):
        response = client.get(page)
        assert response.status_code == 200
        assert not response.cookies
        assert "public" in response["Cache-Control"]
        assert "csrfmiddlewaretoken" not in text_of(response)
    assert "The fourth level." in text_of(response)
    assert thread.contribution.body in text_of(response)
    assert text_of(response) == text_of(client.get(address))


def test_a_title_is_read_in_the_readers_language_and_in_its_own(client):
    thread = ThreadFactory(title="Хто перевіряє списки?", language="uk")
    Translation.objects.create(
        contribution=thread.contribution, language="en", title="Who checks the lists?", body="Lists first."
    )

    board = text_of(client.get(thread.board.get_absolute_url()))
    page = text_of(client.get(thread.get_absolute_url()))
    Contribution.objects.filter(pk=thread.pk).update(state="hidden")
    hidden = text_of(client.get(thread.get_absolute_url()))

    assert "Who checks the lists?" in board
    assert "<h1>Who checks the lists?</h1>" in page
    assert '<p class="lede" lang="uk">Хто перевіряє списки?</p>' in page
    assert "checks the lists" not in hidden
    assert "перевіряє" not in hidden


def test_the_pages_cost_the_same_for_many_rows_as_for_few(client, django_assert_num_queries):
    def fill():
        for _ in range(3):
            thread = ThreadFactory(board=board, proposition="Lists first.")
            top = PostFactory(thread=first, stance="for")
            PostFactory(
                parent=PostFactory(parent=top, state="hidden", published_at=top.contribution.published_at)
            )
            PostFactory(thread=thread)

    board = BoardFactory()
    first = ThreadFactory(board=board, proposition="Lists first.")
    fill()
    pages = {"/en/discussions/": 1, board.get_absolute_url(): 4, first.get_absolute_url(): 15}
    for _twice in range(2):
        for address, most in pages.items():
            with django_assert_num_queries(most):
                client.get(address)
        fill()


def test_the_page_of_somebody_signed_in_costs_little_more(client, citizen, django_assert_max_num_queries):
    thread = ThreadFactory(proposition="Lists first.")
    for _ in range(4):
        PostFactory(parent=PostFactory(thread=thread))

    with django_assert_max_num_queries(20):
        response = client.get(thread.get_absolute_url())

    assert "private" in response["Cache-Control"]
    assert "Your reply to the discussion" in text_of(response)


def test_a_board_shows_twenty_and_then_more(client):
    board = BoardFactory()
    for n in range(23):
        ThreadFactory(board=board, title=f"Question number {n}")

    first = client.get(board.get_absolute_url())
    rest = client.get(board.get_absolute_url(), {"after": first.context["page"].next_cursor})
    part = client.get(board.get_absolute_url(), {"after": first.context["page"].next_cursor}, headers=HTMX)

    assert [row.title for row in first.context["page"]] == [f"Question number {n}" for n in range(22, 2, -1)]
    assert [row.title for row in rest.context["page"]] == [f"Question number {n}" for n in range(2, -1, -1)]
    assert "20 of 23 shown" in text_of(first)
    assert "after=" in text_of(first)
    assert "<html" in text_of(rest)
    assert text_of(part).lstrip().startswith("<li>")


def test_replies_come_twenty_at_a_time_and_a_link_to_words_finds_them_anywhere(client):
    thread = ThreadFactory()
    tops = [PostFactory(thread=thread, body=f"Reply number {n}.") for n in range(45)]
    deep = [PostFactory(parent=tops[40], body=f"Below, number {n}.") for n in range(15)]

    first = client.get(thread.get_absolute_url())
    second = client.get(thread.get_absolute_url(), {"after": first.context["page"].next_cursor})
    found = client.get(f"/en/words/{deep[14].pk}/", follow=True)

    assert "20 of 45 shown" in text_of(first)
    assert "Reply number 19." in text_of(first)
    assert "Reply number 20." not in text_of(first)
    assert "Reply number 39." in text_of(second)
    assert found.redirect_chain == [
        (f"{thread.get_absolute_url()}?words={deep[14].pk}#words-{deep[14].pk}", 302)
    ]
    assert f'id="words-{deep[14].pk}"' in text_of(found)
    assert "This is one part of the discussion." in text_of(found)
    assert "Reply number 39." not in text_of(found)


@pytest.mark.parametrize("words", ["0", "x", "9" * 30, "²", "-1", "999999"])
def test_a_link_to_words_that_are_not_there_shows_the_discussion(client, words):
    thread = PostFactory(body="Here I am.").thread

    response = client.get(thread.get_absolute_url(), {"words": words})

    assert "Here I am." in text_of(response)


def test_an_old_address_leads_to_the_new_one(client):
    thread = ThreadFactory()

    response = client.get(f"/en/discussions/thread/{thread.pk}-other/")

    assert (response.status_code, response.url) == (301, thread.get_absolute_url())


@pytest.mark.parametrize(
    "address", ["nowhere/", "thread/0-x/", "thread/99999999999999999999999-x/", "nowhere/new/"]
)
def test_what_is_not_there_is_not_found(client, address):
    assert client.get(f"/en/discussions/{address}").status_code == 404


def test_script_in_markdown_does_nothing(client):
    post = PostFactory(body="<script>alert(1)</script> [x](javascript:alert(1)) **bold**")

    page = text_of(client.get(post.thread.get_absolute_url()))

    assert "<script>alert" not in page
    assert 'href="javascript' not in page
    assert "<strong>bold</strong>" in page


def test_words_that_wait_are_seen_by_their_author_alone(client):
    post = PostFactory(state="pending", body="I am new here.")
    address = post.thread.get_absolute_url()

    assert "I am new here." not in text_of(client.get(address))
    client.force_login(UserFactory())
    assert "I am new here." not in text_of(client.get(address))
    client.force_login(post.contribution.author)
    page = text_of(client.get(address))

    assert "I am new here." in page
    assert "Waits for a moderator." in page


def test_words_changed_after_they_were_taken_down_wait_out_of_sight(client):
    post = PostFactory(state="pending", body="Changed words.")
    Contribution.objects.filter(pk=post.pk).update(published_at=post.contribution.created_at)
    PostFactory(parent=post, body="A reply stays.")

    page = text_of(client.get(post.thread.get_absolute_url()))

    assert "Changed words." not in page
    assert "These words were changed and wait for a moderator." in page
    assert "A reply stays." in page


def test_hidden_words_are_replaced_by_a_note(client):
    post = PostFactory(body="Hurtful words.")
    Contribution.objects.filter(pk=post.pk).update(state="hidden")

    page = text_of(client.get(post.thread.get_absolute_url()))

    assert "Hurtful words." not in page
    assert "A moderator took this down." in page


def test_a_discussion_without_its_opening_words_keeps_the_replies_and_takes_no_more(client, citizen):
    thread = PostFactory(body="Still here.").thread
    Contribution.objects.filter(pk=thread.pk).update(state="hidden")

    page = text_of(client.get(thread.get_absolute_url()))

    assert "Still here." in page
    assert thread.title not in page
    assert "Your reply to the discussion" not in page


@pytest.mark.parametrize("state", ["hidden", "withdrawn", "pending"])
def test_title_and_proposition_of_opening_words_that_are_gone_are_on_no_page(client, citizen, state):
    thread = PostFactory(
        thread=ThreadFactory(title="Who burned the bridge?", proposition="Burn it again."), body="Still here."
    ).thread
    Contribution.objects.filter(pk=thread.pk).update(state=state)
    address = f"/en/discussions/thread/{thread.pk}-wrong/"

    answers = [client.get(address), client.get(f"{address}lock/"), client.get(f"{address}reply/{thread.pk}/")]
    answers += [client.post(f"{address}reply/{thread.pk}/", {"body": "Something to say."})]

    assert [answer.status_code for answer in answers] == [200, 403, 200, 200]
    for answer in answers:
        assert "bridge" not in text_of(answer).lower()
        assert "Burn it again." not in text_of(answer)


def test_opening_words_that_wait_are_found_by_their_author_at_any_name(client):
    thread = ThreadFactory(state="pending", title="Who checks the lists?")
    client.force_login(thread.contribution.author)

    for address in (f"/en/discussions/thread/{thread.pk}-wrong/", thread.get_absolute_url()):
        assert "Who checks the lists?" in text_of(client.get(address))


@pytest.mark.parametrize("state", ["hidden", "withdrawn", "pending"])
def test_no_address_says_the_title_of_opening_words_that_are_gone(client, state):
    post = PostFactory(thread=ThreadFactory(title="Who burned the bridge?"))
    Contribution.objects.filter(pk=post.thread.pk).update(state=state)

    for words in (post.thread, post):
        moved = client.get(f"/en/words/{words.pk}/")

        assert moved.url.startswith(f"/en/discussions/thread/{post.thread.pk}-discussion/")
        assert client.get(moved.url).status_code == 200


def test_words_that_were_changed_and_wait_are_not_on_the_page_for_replies(client, citizen):
    post = PostFactory(state="pending", body="Changed words.")
    Contribution.objects.filter(pk=post.pk).update(published_at=post.contribution.created_at)

    address = reply_url(post.thread, post)

    for page in (client.get(address), client.post(address, {"body": "But why?"})):
        assert page.status_code == 200
        assert "Changed words." not in text_of(page)
        assert "These words were changed and wait for a moderator." in text_of(page)


def test_the_waiting_words_of_somebody_who_left_are_shown_to_nobody(client):
    post = PostFactory(state="pending", body="Changed words.")
    Contribution.objects.filter(pk=post.pk).update(published_at=post.contribution.created_at, author=None)

    assert "Changed words." not in text_of(client.get(post.thread.get_absolute_url()))


# == Replying ==
def test_a_stranger_who_wants_to_reply_signs_in_first(client):
    thread = ThreadFactory()

    response = client.get(reply_url(thread))

    assert response.status_code == 302
    assert response.url.startswith("/en/account/login/?next=/en/discussions/thread/")


def test_a_reply_without_script_lands_where_it_stands(client, citizen):
    top = PostFactory()

    assert client.get(reply_url(top.thread, top)).status_code == 200
    response = client.post(
        reply_url(top.thread, top), {"body": "I see it so.", "feeling": "hopeful"}, follow=True
    )

    said = Post.objects.get(contribution__author=citizen, thread=top.thread)
    assert (said.parent, said.contribution.feeling, said.contribution.language) == (top, "hopeful", "en")
    assert response.redirect_chain[-1][0].endswith(f"?words={said.pk}#words-{said.pk}")
    assert "Your words are public now." in text_of(response)


def test_a_reply_by_htmx_comes_back_as_the_words_alone(client, citizen):
    thread = ThreadFactory(proposition="Lists first.")

    form = text_of(client.get(reply_url(thread), headers=HTMX))
    response = client.post(reply_url(thread), {"body": "I am for it.", "stance": "for"}, headers=HTMX)

    assert "<html" not in form
    assert "Where do you stand on “Lists first.”?" in form
    said = Post.objects.get(thread=thread)
    assert said.contribution.stance == "for"
    assert f'id="words-{said.pk}"' in text_of(response)
    assert "<html" not in text_of(response)
    assert "I am for it." not in text_of(response).split("<form")[-1]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"body": ""}, "Write something first."),
        ({"body": "x" * 5003}, "This is 5003 characters long; at most 5000 fit."),
        ({"body": "Fine.", "feeling": "smug"}, "Choose one of those offered."),
        ({"body": "Nul\x00"}, "Null characters are not allowed."),
        ({"body": "Чи є тут 平和平和平和平和平和平和"}, "Write in English, Russian or Ukrainian"),
    ],
)
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_reply_that_cannot_be_taken_comes_back_with_the_reason(client, citizen, data, sentence, headers):
    thread = ThreadFactory()

    response = client.post(reply_url(thread), data, headers=headers)

    assert response.status_code == 200
    assert sentence in text_of(response)
    assert 'class="errors"' in text_of(response)
    assert data["body"].replace("\x00", "")[:200] in text_of(response).replace("\x00", "")
    assert not Post.objects.exists()


def test_sent_twice_it_arrives_once_and_says_so(client, citizen):
    thread = ThreadFactory()
    client.post(reply_url(thread), {"body": "Once."})

    response = client.post(reply_url(thread), {"body": "Once."})

    assert "They have arrived." in text_of(response)
    assert Post.objects.count() == 1


def test_signed_out_in_between_what_was_typed_comes_back(client):
    thread = ThreadFactory()

    response = client.post(reply_url(thread), {"body": "Long thoughts."})

    assert "Sign in to do this." in text_of(response)
    assert "Long thoughts." in text_of(response)
    assert not Post.objects.exists()


def test_a_closed_discussion_says_so_and_keeps_what_was_typed(client, citizen):
    thread = PostFactory(thread=ThreadFactory(locked_at="2026-11-01T00:00Z")).thread

    page = text_of(client.get(thread.get_absolute_url()))
    answer = text_of(client.post(reply_url(thread), {"body": "Too late."}))

    assert "This discussion has been closed to new replies since" in page
    assert reply_url(thread) not in page
    assert "This discussion is closed to new replies." in answer
    assert "Too late." in answer
    assert Post.objects.count() == 1


@pytest.mark.parametrize("parent", [0, 99999999])
def test_a_reply_to_words_that_are_not_there_is_not_found(client, citizen, parent):
    thread = ThreadFactory()

    assert (
        client.post(reply_url(thread).replace(f"/reply/{thread.pk}/", f"/reply/{parent}/")).status_code == 404
    )


def test_preview_without_script_shows_the_form_again_with_the_words_as_they_will_look(client, citizen):
    thread = ThreadFactory()

    page = text_of(client.post(reply_url(thread), {"body": "Begin *here*.", "preview": "yes"}))

    assert "<em>here</em>" in page
    assert "Begin *here*.</textarea>" in page
    assert 'class="errors"' not in page
    assert not Post.objects.exists()


# == Starting ==
def test_somebody_new_starts_a_discussion_and_finds_it_waiting(client):
    board, person = BoardFactory(), UserFactory()
    client.force_login(person)
    data = {
        "title": "Кто проверяет списки?",
        "body": "Брат в плену. Начните со списков и проверки.",
        "feeling": "sad",
    }

    assert client.get(f"/ru/discussions/{board.slug}/new/").status_code == 200
    response = client.post(f"/ru/discussions/{board.slug}/new/", data, follow=True)

    thread = Thread.objects.get()
    assert response.redirect_chain == [(f"/ru/discussions/thread/{thread.pk}-discussion/", 302)]
    assert (thread.contribution.language, thread.contribution.state) == ("ru", "pending")
    assert thread.slug == "kto-proveriaet-spiski"
    assert data["title"] in text_of(client.get(board.get_absolute_url()))
    client.logout()
    assert data["title"] not in text_of(client.get(board.get_absolute_url()))
    assert client.get(thread.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"title": ""}, "Write a title."),
        ({"title": "Hm"}, "Write at least 5 characters."),
        ({"title": "x" * 121}, "This is 121 characters long; at most 120 fit."),
        ({"body": ""}, "Write something first."),
        ({"stance": "for"}, "Write the proposition first"),
        ({"proposition": "x" * 141}, "This is 141 characters long; at most 140 fit."),
    ],
)
def test_a_discussion_that_cannot_be_taken_comes_back_filled_in(client, citizen, change, sentence):
    data = {"title": "Who checks the lists?", "body": "Begin with lists.", "feeling": "sad", **change}

    page = text_of(client.post(f"/en/discussions/{BoardFactory().slug}/new/", data))

    assert sentence in page
    assert data["title"] in page
    assert data["body"] in page
    assert 'value="sad" id="id_feeling_4" checked' in page or "checked" in page
    assert not Thread.objects.exists()


def test_an_official_who_wants_to_start_one_reads_why_not(client, settings):
    settings.PORTAL_DEMO = True
    client.force_login(UserFactory(official=True), backend="accounts.backends.RoleBackend")

    page = client.get(f"/en/discussions/{BoardFactory().slug}/new/")

    assert page.status_code == 200
    assert "Officials answer here for their office." in text_of(page)
    assert 'name="body"' not in text_of(page)


def test_line_ends_of_a_browser_count_as_one_character(client, citizen):
    thread = ThreadFactory()
    lines = "\r\n".join(["Families wait for this list, and every week counts."] * 96)

    client.post(reply_url(thread), {"body": lines})

    assert len(lines) > 5000
    assert Post.objects.get().contribution.body == lines.replace("\r\n", "\n")


def test_a_stranger_who_wants_to_start_one_signs_in_first(client):
    assert client.get(f"/en/discussions/{BoardFactory().slug}/new/").status_code == 302


# == Closing ==
def test_a_facilitator_closes_and_opens_after_being_asked(client, settings):
    settings.PORTAL_DEMO = True  # no second factor
    thread = ThreadFactory()
    client.force_login(UserFactory(facilitator=True))
    address = f"/en/discussions/thread/{thread.pk}-{thread.slug}/lock/"

    assert "Close this discussion to new replies?" in text_of(client.get(address))
    client.post(address, {"closed": "yes"})
    thread.refresh_from_db()
    assert thread.is_locked
    assert "Open this discussion again?" in text_of(client.get(address))
    client.post(address, {"closed": "no"})
    thread.refresh_from_db()

    assert not thread.is_locked


def test_a_citizen_is_told_who_may_close(client, citizen):
    thread = ThreadFactory()

    response = client.post(f"/en/discussions/thread/{thread.pk}-{thread.slug}/lock/", {"closed": "yes"})

    assert response.status_code == 403
    assert "Only facilitators and moderators" in text_of(response)


def test_an_official_reads_in_place_of_the_form_that_they_answer_for_their_office(client, settings):
    settings.PORTAL_DEMO = True
    thread = ThreadFactory()
    client.force_login(UserFactory(role="official"), backend="accounts.backends.RoleBackend")

    page = client.get(thread.get_absolute_url()).content.decode()

    assert "Officials answer here for their office." in page
    assert 'id="reply"' not in page
