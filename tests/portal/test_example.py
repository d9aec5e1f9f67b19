"""The demonstration's example: complete in three languages, loaded once, and only there."""

import json
import re
from collections import Counter
from datetime import timedelta
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Count
from django.test import override_settings
from django.utils import timezone

from accounts.context import DEMO_PASSWORD, DEMO_PEOPLE
from accounts.models import User
from answers.models import Answer
from consultations.models import Consultation, Statement, Vote
from contributions.models import Contribution
from contributions.states import LONGEST, Kind
from digests.models import Subscription
from forums.models import Post, Thread
from insights.models import DrawnText
from moderation.models import Case
from petitions.models import Petition
from petitions.states import LONGEST_ACTION, LONGEST_DETAILS
from portal.example.content import FOLDER, LANGUAGES, read
from topics.models import Background, Milestone, Party, Round, Topic

FILES = sorted(path.stem for path in FOLDER.glob("*.json"))
RECENTLY = timedelta(days=7)


def load() -> str:
    out = StringIO()
    call_command("load_example", stdout=out)
    return out.getvalue()


def counts() -> dict[str, int]:
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """Loaded once for all tests of this file, and taken back."""
    with django_db_blocker.unblock(), override_settings(PORTAL_DEMO=True), transaction.atomic():
        load()
        yield
        transaction.set_rollback(True)


def walk(value, path=""):
    """Every object of a file, with where it stands."""
    if isinstance(value, dict):
        yield path, value
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in items:
        yield from walk(child, f"{path}.{key}")


def sentences(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for child in value.values() if isinstance(value, dict) else value:
            yield from sentences(child)


# == The content ==
@pytest.mark.parametrize("name", FILES)
def test_every_text_for_all_readers_is_there_in_all_languages(name):
    missing = [
        path
        for path, row in walk(read(name))
        if row.keys() & set(LANGUAGES) and "translations" not in path and row.keys() <= set(LANGUAGES)
        if len({bool(row.get(language, "").strip()) for language in LANGUAGES})
        > 1  # a hint may be empty in all
        or (not any(row.values()) and not path.endswith(".hint"))
    ]

    assert missing == []


@pytest.mark.parametrize("name", FILES)
def test_a_translation_is_never_into_the_language_of_the_original(name):
    wrong = [path for path, row in walk(read(name)) if row.get("language") in row.get("translations", {})]

    assert wrong == []


@pytest.mark.parametrize("name", ["petitions", "reports"])
def test_petitions_fit_in_every_language(name):
    petitions = [row for _, row in walk(read(name)) if "action" in row]

    assert petitions
    assert [row["action"] for row in petitions if len(row["action"]) > LONGEST_ACTION] == []
    assert [row["background"] for row in petitions if len(row["background"]) > LONGEST[Kind.PETITION]] == []
    assert [row["details"] for row in petitions if len(row["details"]) > LONGEST_DETAILS] == []


@pytest.mark.parametrize("name", FILES)
def test_prepositions_and_typography_take_care(name):
    """Prepositions before the country's name take sides; no line begins with a dash."""
    text = json.dumps(read(name), ensure_ascii=False).lower()

    assert re.findall(r"\b(?:на|в|во|у) украин[еу]\b|\b(?:на|в|у) україн[іу]\b", text) == []
    assert [words for words in sentences(read(name)) if " — " in words or re.search(r"\w'\w", words)] == []


def test_whoever_is_named_exists():
    people = {row["key"] for _, row in walk([read("people"), read("reports")["new_people"]]) if "key" in row}
    named = {
        row["by"]
        for name in ("threads", "petitions", "consultations", "reports")
        for _, row in walk(read(name))
        if "by" in row
    }

    assert named - people == set()


# == Loading ==
@pytest.mark.django_db
def test_outside_the_demonstration_nothing_is_loaded():
    with pytest.raises(CommandError, match="for the demonstration only"):
        load()

    assert not User.objects.exists()


@pytest.mark.django_db
def test_talks_of_its_own_are_left_alone(settings):
    settings.PORTAL_DEMO = True
    Topic.objects.create(slug="real", title="Real")

    with pytest.raises(CommandError, match="talks of its own"):
        load()

    assert [topic.slug for topic in Topic.objects.all()] == ["real"]


@pytest.mark.django_db
@override_settings(PORTAL_DEMO=True)
def test_a_second_time_nothing_changes(loaded):
    before = counts()

    assert "loaded already" in load()
    assert counts() == before


@pytest.mark.django_db
def test_the_talks_are_complete_in_all_languages(loaded):
    for model, fields in {
        Topic: ("title", "summary", "concerns", "collaboration"),
        Party: ("name", "interests"),
        Round: ("title",),
        Milestone: ("title", "timeline"),
        Background: ("title", "body"),
        Consultation: ("title", "summary"),
    }.items():
        empty = [
            (row.pk, f"{field}_{language}")
            for row in model.objects.all()
            for field in fields
            for language in LANGUAGES
            if not getattr(row, f"{field}_{language}")
        ]
        assert model.objects.exists()
        assert empty == []


@pytest.mark.django_db
def test_everyone_offered_at_the_sign_in_can_sign_in(loaded):
    people = [User.objects.get(email=row["email"]) for row in DEMO_PEOPLE]

    assert [person.role for person in people] == [
        "citizen",
        "moderator",
        "facilitator",
        "official",
        "operator",
    ]
    assert all(person.check_password(DEMO_PASSWORD) for person in people)
    assert all(person.emailaddress_set.filter(verified=True, primary=True).exists() for person in people)


@pytest.mark.django_db
def test_nobody_else_has_a_password(loaded):
    others = User.objects.exclude(email__in=[row["email"] for row in DEMO_PEOPLE])

    assert set(others.values_list("password", flat=True)) == {"!example"}


@pytest.mark.django_db
def test_everything_is_marked_and_nothing_lies_in_the_future(loaded):
    unmarked = [
        model._meta.label
        for model in apps.get_models()
        if any(field.name == "is_example" for field in model._meta.get_fields())
        and model._default_manager.filter(is_example=False).exists()
    ]

    assert unmarked == []
    assert not Contribution.objects.filter(created_at__gt=timezone.now()).exists()
    assert not Vote.objects.filter(at__gt=timezone.now()).exists()


@pytest.mark.django_db
def test_every_topic_has_people_enough_for_a_figure_this_week(loaded):
    week = Contribution.objects.public().filter(published_at__gt=timezone.now() - RECENTLY)
    people = dict(week.values_list("topic__slug").annotate(Count("author", distinct=True)))

    assert {topic.slug: people.get(topic.slug, 0) for topic in Topic.objects.all()} == people
    assert [slug for slug, number in people.items() if number < 10] == []


@pytest.mark.django_db
def test_replies_come_after_what_they_answer_and_stand_in_the_order_of_time(loaded):
    posts = Post.objects.select_related(
        "contribution", "parent__contribution", "thread__contribution"
    ).order_by("pk")
    times = [post.contribution.created_at for post in posts]
    early = [
        post.pk
        for post in posts
        if post.contribution.created_at <= (post.parent or post.thread).contribution.created_at
    ]

    assert times == sorted(times)
    assert early == []
    assert all(thread.posts.count() >= 10 for thread in Thread.objects.all())


@pytest.mark.django_db
def test_petitions_are_there_in_every_state_and_their_counts_are_right(loaded):
    petitions = list(Petition.objects.prefetch_related("signatures", "reached__threshold"))

    assert {petition.state for petition in petitions} == {"waiting", "open", "closed", "rejected"}
    for petition in petitions:
        confirmed = [row for row in petition.signatures.all() if row.is_confirmed]
        assert petition.signature_count == len(confirmed)
        assert [row.threshold.count for row in petition.reached.all()] == [250] * (len(confirmed) >= 250)
    assert Petition.objects.awaiting_answer().count() == 2
    assert Petition.objects.answered().count() == 1


@pytest.mark.django_db
def test_statements_have_votes_from_hundreds_of_people(loaded):
    votes = Counter(Vote.objects.values_list("statement", flat=True))

    assert Vote.objects.values("participant").distinct().count() == 360
    assert Statement.objects.public().count() == len(votes) == 24
    assert min(votes.values()) > 200


@pytest.mark.django_db
def test_officials_have_subscriptions_in_several_languages(loaded):
    subscriptions = Subscription.objects.values_list("user__email", "language", "frequency")

    assert ("office@example.org", "en", "daily") in subscriptions
    assert ("office@example.org", "uk", "weekly") in subscriptions


@pytest.mark.django_db
def test_the_queue_and_the_answers_have_something_to_show(loaded):
    waiting = Counter(Case.objects.open().values_list("why", flat=True))

    assert waiting == {"reported": 3, "petition": 2, "new": 3, "statement": 1}
    assert Answer.objects.filter(state="published").count() == 3
    assert {
        language
        for answer in Answer.objects.all()
        for language in answer.translations.values_list("language", flat=True)
    } == {"ru", "uk"}


@pytest.mark.django_db
def test_the_audit_sample_has_two_labels_to_a_text_and_is_too_small_to_correct_anything(loaded):
    found = DrawnText.objects.progress()

    assert found == {language: {"drawn": 30, "done": 30} for language in ("en", "ru", "uk")}
