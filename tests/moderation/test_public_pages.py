from datetime import timedelta

import pytest
from django.template import engines
from django.urls import reverse
from django.utils import timezone, translation

from contributions.models import Contribution
from moderation.models import Reason
from tests.factories.accounts import UserFactory
from tests.factories.moderation import CaseFactory, DecisionFactory, ReasonFactory

pytestmark = pytest.mark.django_db


def test_the_log_tells_what_and_why_and_never_who(client, django_assert_num_queries):
    decision = DecisionFactory(
        note="A note to the author",
        moderator__display_name="Marta",
        case__contribution__author__display_name="Ivan",
        case__contribution__body="The words themselves",
    )

    with django_assert_num_queries(3):  # how many, the rows, the sums
        response = client.get(reverse("moderation:log"))

    page = response.content.decode()
    assert "Hidden" in page
    assert "Insult" in page
    assert f'id="decision-{decision.pk}"' in page
    for secret in ("Marta", "Ivan", "A note to the author", "The words themselves"):
        assert secret not in page


@pytest.mark.parametrize("name", ["moderation:log", "moderation:rules"])
def test_strangers_pages_are_the_same_for_all_and_set_no_cookie(name, client):
    response = client.get(reverse(name))

    assert response.status_code == 200
    assert "public" in response["Cache-Control"]
    assert not response.cookies


def test_the_log_opens_twenty_at_a_time(client):
    for hour in range(22):
        DecisionFactory(at=timezone.now() - timedelta(hours=hour))

    first = client.get(reverse("moderation:log"))
    rest = client.get(
        reverse("moderation:log"),
        {"after": first.context["page"].next_cursor},
        headers={"HX-Request": "true"},
    )

    assert first.content.decode().count('id="decision-') == 20
    assert rest.content.decode().count('id="decision-') == 2
    assert "<html" not in rest.content.decode()


def test_an_empty_log_says_so(client):
    assert "No decision yet" in client.get(reverse("moderation:log")).content.decode()


@pytest.mark.parametrize("language", ["en", "ru", "uk"])
def test_the_rules_are_there_after_the_migrations_in_each_language(
    language, client, django_assert_num_queries
):
    if Reason.objects.count() < 10:  # a test with transactions emptied the tables
        pytest.skip("The rules of the migration are gone")
    with django_assert_num_queries(1):
        page = client.get(f"/{language}/moderation/rules/").content.decode()

    for reason in Reason.objects.all():
        assert getattr(reason, f"title_{language}")
        assert f'id="rule-{reason.code}"' in page


def test_a_rule_out_of_use_is_not_among_the_rules(client):
    ReasonFactory(code="old-rule", is_active=False)

    assert "rule-old-rule" not in client.get(reverse("moderation:rules")).content.decode()


# == The note beside the words ==
def note(contribution, viewer):
    words = Contribution.objects.for_voices().get(pk=contribution.pk)
    template = engines["django"].from_string('{% include "moderation/_note.html" with contribution=words %}')
    return template.render({"words": words, "viewer": viewer})


def test_the_author_reads_the_reason_and_the_note_beside_the_words():
    decision = DecisionFactory(note="Only the number.")

    with translation.override("uk"):
        text = note(decision.contribution, decision.contribution.author)

    assert "Образа" in text
    assert "Only the number." in text
    assert f"#decision-{decision.pk}" in text


def test_others_read_the_reason_and_neither_the_note_nor_the_words():
    decision = DecisionFactory(note="Only the number.")

    text = note(decision.contribution, UserFactory())

    assert "Insult" in text
    assert "Only the number." not in text
    assert decision.contribution.body not in text


def test_words_that_nobody_took_down_have_no_note():
    assert note(CaseFactory().contribution, None).strip() == ""


def test_the_note_costs_no_query(django_assert_num_queries):
    decision = DecisionFactory(note="Only the number.")

    with django_assert_num_queries(3):  # the words, translations, decisions
        note(decision.contribution, decision.contribution.author)
