"""Drawing the audit sample, and labelling it."""

from collections import Counter
from random import Random

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Role
from contributions import actions as words
from core.verdict import Refused
from insights.actions import draw, label, take_back
from insights.actions.drawing import chosen, spread
from insights.models import DrawnText, Label
from insights.permissions import may_draw, may_label, may_label_text
from tests.factories.accounts import UserFactory
from tests.factories.contributions import ContributionFactory
from tests.factories.insights import DrawnTextFactory, LabelFactory
from tests.factories.topics import TopicFactory
from tests.races import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _as_in_the_demonstration(settings):
    """Where staff need no second factor."""
    settings.PORTAL_DEMO = True


@pytest.fixture
def operator():
    return UserFactory(operator=True)


@pytest.fixture
def moderator():
    return UserFactory(moderator=True)


def authors_drawn():
    return Counter(DrawnText.objects.values_list("contribution__author", flat=True))


# == Drawing ==
def test_each_language_gets_as_many_texts_as_asked_for_or_as_there_are(operator):
    for language, count in (("en", 12), ("ru", 3), ("uk", 0), ("other", 5)):
        ContributionFactory.create_batch(count, language=language)

    drawn = draw(5, by=operator)

    assert drawn == {"en": 5, "ru": 3, "uk": 0}
    assert Counter(DrawnText.objects.values_list("language", flat=True)) == {"en": 5, "ru": 3}
    assert set(DrawnText.objects.values_list("drawn_by", flat=True)) == {operator.pk}
    assert len(set(DrawnText.objects.values_list("seed", flat=True))) == 1


def test_only_public_words_that_somebody_said_are_drawn(operator):
    topic = TopicFactory()
    said = ContributionFactory(topic=topic)
    imported = ContributionFactory.create_batch(2, author=None, topic=topic)
    for n, row in enumerate(imported):
        row.import_key = f"imported {n}"
        row.save()
    ContributionFactory(author=None, kind="statement")  # planted by a facilitator
    for state in ("pending", "hidden", "rejected", "withdrawn"):
        ContributionFactory(state=state)

    draw(10, by=operator)

    assert set(DrawnText.objects.values_list("contribution", flat=True)) == {
        said.pk, *(row.pk for row in imported),
    }  # fmt: skip


def test_a_person_is_drawn_first_so_that_whoever_writes_much_has_no_more_texts(operator):
    prolific = UserFactory()
    ContributionFactory.create_batch(30, author=prolific)
    ContributionFactory.create_batch(6)

    draw(5, by=operator, seed="one")
    draw(4, by=operator, seed="two")

    counts = authors_drawn()
    assert sum(counts.values()) == 9
    assert counts.pop(prolific.pk) == 3  # one as everybody, and what was left when all had one
    assert set(counts.values()) == {1}


def test_every_person_is_as_likely_and_every_text_of_a_person_too():
    prolific = UserFactory()
    rows = ContributionFactory.create_batch(3, author=prolific) + ContributionFactory.create_batch(3)
    drawn = Counter()

    for n in range(120):
        drawn.update(chosen("en", 1, str(n)))

    of_the_prolific = [drawn[row.pk] for row in rows[:3]]
    others = [drawn[row.pk] for row in rows[3:]]
    assert all(15 <= count <= 47 for count in [sum(of_the_prolific), *others])  # 30 each
    assert all(2 <= count <= 22 for count in of_the_prolific)  # 10 each


def test_the_same_seed_draws_the_same_texts_in_the_same_order(operator):
    ContributionFactory.create_batch(20)

    draws = []
    for seed in ("a", "a", "b"):
        draw(6, by=operator, seed=seed)
        draws.append(list(DrawnText.objects.order_by("pk").values_list("contribution", flat=True)))
        DrawnText.objects.all().delete()

    assert draws[0] == draws[1]
    assert draws[0] != draws[2]


def test_topics_have_their_due_share(operator):
    for topic, count in zip(TopicFactory.create_batch(3), (20, 10, 10), strict=True):
        ContributionFactory.create_batch(count, topic=topic)

    draw(8, by=operator)

    assert sorted(Counter(DrawnText.objects.values_list("contribution__topic", flat=True)).values()) == [
        2, 2, 4,
    ]  # fmt: skip


@given(st.integers(0, 60), st.integers(1, 60), st.integers())
def test_spread_takes_different_rows_in_their_order_and_as_many_as_there_are(size, count, seed):
    rows = list(range(size))

    found = spread(rows, count, Random(seed))

    assert found == sorted(set(found))
    assert len(found) == min(size, count)


def test_nothing_is_drawn_twice_while_it_counts(operator):
    ContributionFactory.create_batch(4)

    assert [draw(3, by=operator)["en"] for _ in range(3)] == [3, 1, 0]

    assert DrawnText.objects.values("contribution").distinct().count() == 4


def test_words_that_were_edited_may_be_drawn_again_as_another_text(operator):
    author = UserFactory()
    row = ContributionFactory(author=author)
    ContributionFactory.create_batch(2, author=author, state="published")  # so that edits appear at once
    first = DrawnTextFactory(contribution=row, labels=["negative", "negative"])

    words.edit(row, by=author, body="Other words, and now they sound glad.")

    assert not DrawnText.objects.counting().exists()
    assert draw(5, by=operator)["en"] == 3
    assert list(row.drawn.counting().exclude(pk=first.pk).values_list("labels", flat=True)) == [None]


def test_words_that_were_hidden_and_shown_again_keep_their_labels(moderator):
    text = DrawnTextFactory()
    counts = []

    for action in (words.hide, words.publish):
        action(text.contribution, by=moderator)
        text.contribution.refresh_from_db()
        counts.append(DrawnText.objects.counting().exists())

    assert counts == [False, True]


@pytest.mark.parametrize("count", [0, -1, 501])
def test_a_draw_has_a_sensible_size(count, operator):
    with pytest.raises(Refused, match="between 1 and 500"):
        draw(count, by=operator)


def test_drawing_costs_the_same_for_many_people_as_for_few(operator, django_assert_num_queries):
    for count in (6, 40):
        ContributionFactory.create_batch(count)
        with django_assert_num_queries(
            11
        ):  # two a language; a savepoint and its end, a lock, times, an insert
            draw(3, by=operator)


# == Labelling ==
def test_two_people_label_a_text_and_a_third_comes_too_late():
    text = DrawnTextFactory()
    first, second, third = UserFactory.create_batch(3, moderator=True)

    label(text, by=first, tone="negative")
    label(text, by=second, tone="cannot_tell")

    assert list(text.labels.order_by("place").values_list("place", "by", "tone")) == [
        (1, first.pk, "negative"),
        (2, second.pk, "cannot_tell"),
    ]
    with pytest.raises(Refused, match="Two people"):
        label(text, by=third, tone="neutral")


def test_a_label_that_does_not_exist_is_refused(moderator):
    with pytest.raises(Refused, match="Choose one"):
        label(DrawnTextFactory(), by=moderator, tone="angry")


def test_a_label_taken_back_frees_its_place(moderator):
    text = DrawnTextFactory(labels=["neutral", "neutral"])
    mine = text.labels.get(place=1)

    with pytest.raises(Refused, match="Only the person"):
        take_back(mine, by=moderator)
    take_back(mine, by=mine.by)
    label(text, by=moderator, tone="positive")

    assert list(text.labels.order_by("place").values_list("tone", flat=True)) == ["positive", "neutral"]


def test_labels_stay_when_the_person_who_gave_them_leaves():
    text = DrawnTextFactory(labels=["neutral", "positive"])

    for given_label in text.labels.all():
        given_label.by.delete()

    assert set(text.labels.values_list("by", "tone")) == {(None, "neutral"), (None, "positive")}


@pytest.mark.parametrize(
    "fault",
    [{"place": 1}, {"place": 3}, {"place": 0}, {"place": 2, "tone": "angry"}, {"place": 2, "by": "same"}],
)
def test_the_database_itself_keeps_labels_to_two_by_different_people(fault):
    first = LabelFactory()
    by = first.by if fault.pop("by", None) else UserFactory(moderator=True)

    with pytest.raises(IntegrityError), transaction.atomic():
        Label.objects.create(text=first.text, by=by, **{"tone": "neutral", **fault})


def test_the_database_itself_keeps_the_same_words_from_being_drawn_twice():
    text = DrawnTextFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        DrawnTextFactory(contribution=text.contribution)


# == What comes up for whom ==
def test_what_comes_up_is_what_this_person_may_label(moderator):
    mine = DrawnTextFactory(contribution__author=moderator)
    by_me = DrawnTextFactory()
    LabelFactory(text=by_me, by=moderator)
    DrawnTextFactory(labels=["neutral", "neutral"])
    DrawnTextFactory(contribution__state="hidden")
    imported = DrawnTextFactory(contribution__author=None)
    once = DrawnTextFactory(labels=["neutral"])
    fresh = DrawnTextFactory()

    found = list(DrawnText.objects.to_label(moderator))

    assert found == [imported, once, fresh]
    assert [text for text in DrawnText.objects.all() if may_label_text(moderator, text)] == found
    assert not may_label_text(moderator, mine)


# == Who ==
@pytest.mark.parametrize("role", Role.values)
def test_who_may_draw_and_who_may_label(role):
    user, text = UserFactory(role=role), DrawnTextFactory()

    assert bool(may_draw(user)) == (role == "operator")
    assert bool(may_label(user)) == (role in ("operator", "moderator"))
    assert bool(may_label_text(user, text)) == (role in ("operator", "moderator"))
    if not may_draw(user):
        with pytest.raises(Refused):
            draw(1, by=user)
    if not may_label(user):
        with pytest.raises(Refused):
            label(text, by=user, tone="neutral")
        with pytest.raises(Refused):
            take_back(LabelFactory(by=user), by=user)


@pytest.mark.parametrize("state", ["published", "pending", "hidden", "rejected", "withdrawn"])
@pytest.mark.parametrize("whose", ["mine", "another's", "nobody's"])
@pytest.mark.parametrize("labels", [0, 1, 2])
def test_which_text_may_be_labelled(state, whose, labels, moderator):
    author = {"mine": moderator, "another's": UserFactory(), "nobody's": None}[whose]
    text = DrawnTextFactory(
        contribution__state=state, contribution__author=author, labels=["neutral"] * labels
    )

    verdict = may_label_text(moderator, text)

    assert bool(verdict) == (state == "published" and whose != "mine" and labels < 2)


def test_strangers_and_closed_accounts_may_nothing():
    closed = UserFactory(operator=True, is_active=False)

    assert not any((may_draw(None), may_label(None), may_draw(closed), may_label(closed)))


def test_outside_the_demonstration_a_second_factor_comes_first(settings, operator, moderator):
    settings.PORTAL_DEMO = False

    assert not may_draw(operator)
    assert not may_label(moderator)


# == At once ==
@pytest.mark.django_db(transaction=True)
def test_of_four_people_who_label_at_once_two_are_first():
    text = DrawnTextFactory()
    people = UserFactory.create_batch(4, moderator=True)

    found = at_once(*(lambda by=by: label(text, by=by, tone="neutral") for by in people))

    assert sorted(text.labels.values_list("place", flat=True)) == [1, 2]
    assert sum(isinstance(one, Label) for one in found) == 2
    assert sum(one == "Two people have labelled this text already." for one in found) == 2


@pytest.mark.django_db(transaction=True)
def test_a_double_click_is_one_label():
    text, by = DrawnTextFactory(), UserFactory(moderator=True)

    found = at_once(*(lambda: label(text, by=by, tone="neutral") for _ in range(3)))

    assert text.labels.count() == 1
    assert sum(one == "You have labelled this text already." for one in found) == 2


@pytest.mark.django_db(transaction=True)
def test_draws_at_once_never_draw_the_same_text():
    operator = UserFactory(operator=True)
    ContributionFactory.create_batch(12)

    found = at_once(*(lambda: draw(5, by=operator) for _ in range(3)))

    assert sorted(drawn["en"] for drawn in found) == [2, 5, 5]
    assert DrawnText.objects.values("contribution").distinct().count() == 12
