"""The pages of the audit sample in the administration, and what of it everybody reads."""

import re

import pytest
from django.core.cache import cache
from django.urls import reverse

from accounts.models import Role
from insights.models import DrawnText, Label
from tests.factories.accounts import UserFactory
from tests.factories.consultations import OpenAnswerFactory, StatementFactory
from tests.factories.contributions import ContributionFactory
from tests.factories.forums import PostFactory, ThreadFactory
from tests.factories.insights import DrawnTextFactory, LabelFactory, crowd, labelled
from tests.factories.petitions import PetitionFactory

pytestmark = pytest.mark.django_db
SAMPLE = "/admin/insights/drawntext/"
LABELLING = f"{SAMPLE}label/en/"


@pytest.fixture(autouse=True)
def _as_in_the_demonstration(settings):
    """Where staff need no second factor."""
    settings.PORTAL_DEMO = True


@pytest.fixture
def moderator():
    return UserFactory(moderator=True, display_name="Marta")


@pytest.fixture
def at_desk(client, moderator):
    client.force_login(moderator)
    return client


@pytest.fixture
def operator(client):
    client.force_login(UserFactory(operator=True))
    return client


def html(response):
    assert response.status_code == 200
    return response.content.decode()


def words_of(page):
    """What stands on the page, without the marks."""
    return " ".join(re.sub(r"<[^>]+>", " ", page.partition("<main")[2]).split())


def give(client, text, tone="negative", **options):
    url = reverse("admin:insights_drawntext_give", args=[text.language, text.pk])
    return client.post(url, {"tone": tone}, **options)


# == Who ==
@pytest.mark.parametrize("address", [SAMPLE, LABELLING])
@pytest.mark.parametrize("role", Role.values)
def test_who_sees_the_pages(address, role, client):
    client.force_login(UserFactory(role=role))

    status = client.get(address).status_code

    assert (status == 200) == (role in ("moderator", "operator"))
    assert status in (200, 302, 403)


@pytest.mark.parametrize("name", ["draw", "give", "take_back"])
@pytest.mark.parametrize("role", ["citizen", "official", "facilitator"])
def test_nobody_else_can_post_to_them(name, role, client):
    given = LabelFactory()
    arguments = {"draw": [], "give": ["en", given.text_id], "take_back": [given.pk]}[name]
    client.force_login(UserFactory(role=role))

    response = client.post(
        reverse(f"admin:insights_drawntext_{name}", args=arguments), {"count": 5, "tone": "neutral"}
    )

    assert response.status_code in (302, 403)
    assert (DrawnText.objects.count(), Label.objects.count()) == (1, 1)


@pytest.mark.parametrize("name", ["draw", "give", "take_back"])
def test_nothing_happens_by_only_looking(name, operator):
    given = LabelFactory()
    arguments = {"draw": [], "give": ["en", given.text_id], "take_back": [given.pk]}[name]

    assert operator.get(reverse(f"admin:insights_drawntext_{name}", args=arguments)).status_code == 405


def test_moderators_label_and_operators_draw_as_well(at_desk):
    DrawnTextFactory()

    page = html(at_desk.get(SAMPLE))

    assert "Label 1 text" in page
    assert "Draw texts" not in page
    assert at_desk.post(f"{SAMPLE}draw/", {"count": 5}, follow=True).context["messages"]
    assert DrawnText.objects.count() == 1


# == Drawing ==
def test_an_operator_draws_and_is_told_how_many(operator):
    ContributionFactory.create_batch(3)
    ContributionFactory.create_batch(2, language="uk")

    page = html(operator.post(f"{SAMPLE}draw/", {"count": 2}, follow=True))

    assert "Drawn: English 2, Русский 0, Українська 2." in page
    assert "0 of 2 texts in Ukrainian have two labels" in page
    assert "No text in Russian is drawn yet" in page


@pytest.mark.parametrize("count", ["", "0", "501", "many"])
def test_a_count_that_makes_no_sense_comes_back_with_the_reason(count, operator):
    response = operator.post(f"{SAMPLE}draw/", {"count": count})

    assert response.status_code == 422
    assert 'role="alert"' in response.content.decode()
    assert not DrawnText.objects.exists()


# == Labelling ==
def test_the_page_shows_the_words_and_neither_who_wrote_them_nor_what_anybody_says_of_them(at_desk):
    author = UserFactory(display_name="Oksana from Lviv")
    post = PostFactory(author=author, body="We waited all winter.", feeling="hopeful", stance="against")
    text = DrawnTextFactory(contribution=post.contribution)
    LabelFactory(text=text, tone="positive", by=UserFactory(moderator=True, display_name="Another one"))
    crowd(1, tones=[-0.8])

    page = html(at_desk.get(LABELLING))

    shown = words_of(page)
    assert "We waited all winter." in shown
    assert f"Reply in English · in the discussion {post.thread.title}" in shown
    for hidden in ("Oksana", "Another one", "hopeful", "against it", "reading", "Your last label"):
        assert hidden not in shown.partition("How to judge")[0]
    assert shown.count("Positive") == 1  # the button


def test_each_answer_has_a_key_of_its_own(at_desk):
    text = DrawnTextFactory()

    page = html(at_desk.get(LABELLING))

    for key, tone in enumerate(("negative", "neutral", "positive", "cannot_tell"), start=1):
        assert f'name="tone" value="{tone}" accesskey="{key}"' in page
    assert f'href="?after={text.pk}" accesskey="5"' in page


def test_every_kind_says_what_it_answers(at_desk):
    rows = {
        "What is asked": PetitionFactory(action="What is asked").contribution,
        "A discussion": ThreadFactory(title="A discussion").contribution,
    }
    statement, answer = StatementFactory(), OpenAnswerFactory()
    rows |= {statement.consultation.title: statement.contribution, answer.question.text: answer.contribution}
    for title, row in rows.items():
        row.language, row.state, row.author = "en", "published", UserFactory()
        row.published_at = row.created_at
        row.save()
        text = DrawnTextFactory(contribution=row)

        assert title in words_of(html(at_desk.get(LABELLING)))

        text.delete()


def test_two_people_work_through_the_sample_without_seeing_each_other(client):
    texts = [DrawnTextFactory() for _ in range(3)]
    people = UserFactory.create_batch(2, moderator=True)

    for person in people:
        client.force_login(person)
        page = client.get(LABELLING)
        while page.context["text"]:
            page = give(client, page.context["text"], "neutral", follow=True)

    assert "Nothing is left for you here" in html(page)
    assert "3 of 3 texts in English have two labels" in words_of(html(page))
    assert set(Label.objects.values_list("text", "by")) == {
        (text.pk, person.pk) for text in texts for person in people
    }


def test_a_skipped_text_comes_back_after_the_others(at_desk):
    first, second = DrawnTextFactory(), DrawnTextFactory()

    order = [at_desk.get(LABELLING).context["text"]]
    for _ in range(2):
        order.append(at_desk.get(f"{LABELLING}?after={order[-1].pk}").context["text"])

    assert order == [first, second, first]
    assert f'href="?after={first.pk}"' in html(at_desk.get(LABELLING))


@pytest.mark.parametrize("after", ["x", "-1", "9" * 30, "9" * 5000, "²", ""])
def test_an_address_that_makes_no_sense_starts_again(after, at_desk):
    text = DrawnTextFactory()

    assert at_desk.get(f"{LABELLING}?after={after}").context["text"] == text


def test_a_slip_of_the_finger_is_taken_back(at_desk, moderator):
    text, other = DrawnTextFactory(), DrawnTextFactory()
    page = give(at_desk, text, "positive", follow=True)
    assert page.context["text"] == other
    assert "Your last label: Positive." in words_of(html(page))

    url = reverse("admin:insights_drawntext_take_back", args=[text.labels.get().pk])
    page = at_desk.post(url, follow=True)

    assert page.context["text"] == text
    assert not Label.objects.exists()


def test_a_refusal_is_told_and_the_next_text_comes(at_desk, moderator):
    mine = DrawnTextFactory(contribution__author=moderator)
    other = DrawnTextFactory()

    page = give(at_desk, mine, follow=True)

    assert "You wrote these words" in html(page)
    assert page.context["text"] == other
    assert give(at_desk, other, "angry", follow=True).context["text"] == other
    assert not Label.objects.exists()


@pytest.mark.parametrize("language", ["other", "xx"])
def test_a_language_that_no_model_reads_has_no_page(language, at_desk):
    assert at_desk.get(f"{SAMPLE}label/{language}/").status_code == 404


# == What it says about the machine ==
def test_staff_and_public_read_the_same_figures(at_desk, client):
    labelled(30, -0.8, ("negative", "negative"))
    labelled(10, -0.8, ("neutral", "neutral"))
    labelled(9, -0.8, ("negative", "negative"), language="ru")
    cache.clear()

    for address in (SAMPLE, "/en/pulse/method/"):
        shown = words_of(html(client.get(address)))
        assert "English 40 75% (59 to 86)" in shown
        assert "100% (1.00)" in shown
        assert "uncorrected 40 of the 100 labelled texts that a correction needs" in shown
        assert "Russian Fewer than 10 people’s texts have two labels" in shown
        assert "Ukrainian Fewer than 10 people" in shown


def test_a_corrected_language_says_so_to_everybody(client):
    for count, tone, said in ((60, 0.8, "positive"), (20, 0.0, "neutral"), (20, -0.8, "negative")):
        labelled(count, tone, (said, said))
    crowd(12, tones=[-0.8], feelings=["sad"], language="uk")
    cache.clear()

    shown = words_of(html(client.get("/en/pulse/method/")))

    assert "100% (96 to 100) 100% (96 to 100) 100% (1.00) corrected Russian" in shown
    assert "Ukrainian 12 100% (75 to 100) 100% 100%" in shown


def test_the_same_is_there_for_programs(client):
    labelled(30, -0.8, ("negative", "negative"))
    labelled(9, -0.8, ("negative", "negative"), language="ru")
    crowd(12, tones=[-0.8], feelings=["sad"], language="uk")
    cache.clear()

    english, russian, ukrainian = client.get("/en/pulse/method/?as=json").json()["languages"]

    assert (english["language"], english["texts_with_two_labels"], english["corrected"]) == ("en", 30, False)
    assert english["right"] == {"share": 1, "low": english["right"]["low"], "high": 1, "texts": 30}
    assert (english["agreement"]["share"], english["declared"]) == (1, None)
    hidden = dict.fromkeys(("texts_with_two_labels", "right", "right_when_sure", "agreement", "declared"))
    assert russian == {"language": "ru", "corrected": False, **hidden}
    assert (ukrainian["declared"]["agrees"], ukrainian["declared"]["people"]) == (1, 12)


# == What it costs ==
def test_the_pages_cost_the_same_for_many_texts_as_for_few(operator, django_assert_max_num_queries):
    for count in (12, 40):
        labelled(count, -0.8, ("negative", "neutral"))
        for _ in range(count):
            DrawnTextFactory(contribution=PostFactory().contribution)
        with django_assert_max_num_queries(12):
            html(operator.get(SAMPLE))
        with django_assert_max_num_queries(10):
            html(operator.get(LABELLING))


def test_a_label_without_a_tone_is_answered_with_a_sentence(operator):
    text = DrawnTextFactory()

    page = html(give(operator, text, tone="", follow=True))

    assert "Choose one of the answers shown." in page
