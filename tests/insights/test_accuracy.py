"""How right the machine is, worked out again here in plain Python, and what that does to the figures."""

import json
from collections import defaultdict
from datetime import timedelta

import numpy as np
import pytest
from django.core.cache import cache
from django.utils import timezone, translation

from analysis.audit import CATEGORIES, accuracy
from analysis.estimates import net_tone
from contributions.models import Contribution
from contributions.states import Feeling
from insights.models import DrawnText, Label, Reading
from insights.querysets.accuracy import audits, audits_of, checked, counts_of
from insights.querysets.declared import SOUNDS, declared_check
from insights.querysets.pulse import change, recent, tone, tones
from insights.querysets.report import WEEKS_SHOWN, compute
from insights.querysets.table import categories_of
from insights.querysets.voices import each, said, voices
from tests.factories.accounts import UserFactory
from tests.factories.insights import DrawnTextFactory, crowd, heard, labelled
from tests.factories.topics import TopicFactory

pytestmark = pytest.mark.django_db

SURE_NEGATIVE, LEANS_NEGATIVE, LEANS_POSITIVE = -0.8, -0.5, 0.5


def sample(language="en"):
    """120 texts by 120 people: the machine hears a fifth of what is neutral as negative, and so on."""
    for tone_read, said_by_both, count in (
        (SURE_NEGATIVE, "negative", 40),
        (SURE_NEGATIVE, "neutral", 20),
        (0.0, "neutral", 30),
        (0.8, "positive", 25),
        (SURE_NEGATIVE, "positive", 5),
    ):
        labelled(count, tone_read, (said_by_both, said_by_both), language=language)


def checks(language="en"):
    return {check.language: check for check in checked()}[language]


def present():
    return said(None, *recent(WEEKS_SHOWN))


# == The sample ==
def test_people_s_labels_stand_against_what_the_machine_says_now():
    labelled(3, SURE_NEGATIVE, ("negative", "negative"))
    labelled(2, LEANS_POSITIVE, ("neutral", "positive"))
    labelled(4, SURE_NEGATIVE, ("positive", "cannot_tell"))
    labelled(1, SURE_NEGATIVE, ("cannot_tell", "cannot_tell"))
    labelled(5, SURE_NEGATIVE, ("negative", "negative"), language="uk")

    found = audits()

    assert sorted(found) == ["en", "uk"]
    assert found["en"].counts.tolist() == [
        [3, 0, 0, 0, 0, 0],
        [0, 0, 0, 0, 0, 1],
        [4, 0, 0, 0, 0, 1],
    ]
    assert found["uk"].texts == 5


def test_a_text_that_is_neutral_by_just_enough_counts_as_sure():
    found = categories_of(np.array([0.0066, 0.0067]), np.array([0.3934, 0.3934]))

    assert [CATEGORIES[kind] for kind in found] == ["neutral", "leaning neutral"]


def test_labels_are_counted_by_the_categories_that_figures_are_made_of():
    """Three rounded chances need not add up to 1: by the middle one itself three of these would be sure, and
    by the other two it is the fourth."""
    labelled(3, SURE_NEGATIVE, ("neutral", "neutral"))
    Reading.objects.update(p_neg=0.2, p_neu=0.6, p_pos=0.2001, label="neutral")
    odd = labelled(1, SURE_NEGATIVE, ("neutral", "neutral"))[0]
    Reading.objects.filter(pk=odd.contribution_id).update(p_neg=0.2, p_neu=0.5999, p_pos=0.2)

    found = np.bincount(present().column("category"), minlength=6)

    assert found.tolist() == [0, 1, 0, 0, 3, 0]
    assert audits()["en"].counts[1].tolist() == found.tolist()


def test_a_text_with_one_label_corrects_nothing_so_that_nobody_does_it_alone():
    DrawnTextFactory(contribution=heard(), labels=["negative"])

    assert audits() == {}
    assert (checks().drawn, checks().done) == (1, 0)


def test_without_a_sample_there_are_no_audits():
    assert audits() == {}
    assert [(check.language, check.audited, check.agreement, check.is_corrected) for check in checked()] == [
        (language, None, None, False) for language in ("en", "ru", "uk")
    ]


@pytest.mark.parametrize("fate", ["edited", "hidden", "unread"])
def test_what_was_edited_or_taken_down_or_has_no_reading_yet_does_not_count(fate):
    _kept, lost = labelled(2, SURE_NEGATIVE, ("negative", "negative"))
    row = Contribution.objects.filter(pk=lost.contribution_id)
    if fate == "edited":
        row.update(edited_at=timezone.now())
    elif fate == "hidden":
        row.update(state="hidden")
    else:
        Reading.objects.filter(pk=lost.contribution_id).delete()

    assert audits()["en"].texts == 1


def test_another_model_is_audited_at_once_by_the_same_labels():
    labelled(10, SURE_NEGATIVE, ("positive", "positive"))
    before = checks().audited.share

    Reading.objects.update(model="another", p_neg=0.1, p_neu=0.1, p_pos=0.8)

    assert (before, checks().audited.share) == (0, 1)


def test_accuracy_agreement_and_counts_are_those_of_the_labels():
    labelled(12, SURE_NEGATIVE, ("negative", "negative"))
    labelled(6, LEANS_NEGATIVE, ("negative", "neutral"))
    labelled(2, SURE_NEGATIVE, ("positive", "cannot_tell"))

    found = checks()

    assert (found.drawn, found.done, found.people) == (20, 20, 20)
    assert (found.audited.share, found.audited.texts) == (pytest.approx((12 + 3) / 20), 20)
    assert found.audited.low < found.audited.share < found.audited.high
    assert (found.when_sure.share, found.when_sure.texts) == (pytest.approx(12 / 14), 14)
    assert (found.agreement.share, found.agreement.texts) == (pytest.approx(12 / 18), 18)
    assert found.audited == accuracy(audits()["en"])


def test_nothing_is_told_of_texts_by_fewer_than_ten_people():
    nine = UserFactory.create_batch(9)
    labelled(30, SURE_NEGATIVE, ("negative", "negative"), people=nine)

    assert (checks().people, checks().audited, checks().when_sure, checks().agreement) == (
        9,
        None,
        None,
        None,
    )

    labelled(1, SURE_NEGATIVE, ("negative", "negative"))

    assert checks().audited.texts == checks().agreement.texts == 31


@pytest.mark.parametrize(
    ("texts", "fault"),
    [
        ([(99, 0.8, "positive")], "99 of the 100 labelled texts"),
        ([(100, 0.8, "positive"), (4, 0.0, "neutral")], "under 5 labelled texts"),
        ([(50, 0.8, "positive"), (50, 0.8, "neutral"), (50, 0.8, "negative")], "hardly tells"),
        ([(60, 0.8, "positive"), (20, 0.0, "neutral"), (20, -0.8, "negative")], ""),
    ],
)
def test_a_language_says_why_it_is_not_corrected(texts, fault):
    for count, tone_read, said_by_both in texts:
        labelled(count, tone_read, (said_by_both, said_by_both))

    found = checks()

    assert found.is_corrected == (not fault) == (not audits()["en"].fault)
    assert fault in found.fault
    assert bool(fault) == bool(found.fault)
    with translation.override("uk"):
        assert bool(fault) == bool(checks().fault)


# == What authors declare ==
def declare(feeling, label, *, author=None, **words):
    words = heard(author=author or UserFactory(), feeling=feeling, **words)
    Reading.objects.filter(pk=words.pk).update(label=label)
    return words


def declared_again(language):
    """In plain Python: (people, agree, says) with each person's texts averaged first."""
    says, agrees = defaultdict(list), defaultdict(list)
    for row in Contribution.objects.public().filter(language=language).select_related("reading"):
        if row.feeling in SOUNDS:
            says[row.author_id].append(row.reading.label in ("negative", "positive"))
            if row.reading.label in ("negative", "positive"):
                agrees[row.author_id].append(row.reading.label == SOUNDS[row.feeling])
    shares = [sum(found) / len(found) for found in agrees.values()]
    spoken = [sum(found) / len(found) for found in says.values()]
    return len(shares), sum(shares) / len(shares), sum(spoken) / len(spoken)


def test_what_people_declare_stands_against_the_label_of_the_same_text_one_voice_each():
    prolific = UserFactory()
    for feeling, label in (
        ("sad", "negative"),
        ("sad", "positive"),
        ("hopeful", ""),
        ("hopeful", "positive"),
    ):
        declare(feeling, label, author=prolific)
    for _ in range(3):
        declare("trusting", "positive")
        declare("angry", "negative")
        declare("worried", "positive")
        declare("worried", "neutral")
        declare("unsure", "negative")
        declare("", "negative")
    declare("hopeful", "negative")
    declare("hopeful", "positive", language="uk")

    found = declared_check("en")

    people, agree, says = declared_again("en")
    assert people == 11
    assert (found.agrees.people, found.agrees.estimate) == (11, pytest.approx(agree))
    assert found.agrees.low < agree < found.agrees.high
    assert found.says == pytest.approx(says)
    assert found.guess == pytest.approx((6 + 2 / 3) / 11)
    assert declared_check("uk") is None


def test_nine_people_are_too_few_for_it_however_much_they_write():
    for author in UserFactory.create_batch(9):
        for _ in range(3):
            declare("sad", "negative", author=author)
    declare("sad", "neutral")

    assert declared_check("en") is None

    declare("sad", "negative")
    assert declared_check("en").agrees.people == 10


def test_what_is_old_or_not_public_is_left_out_of_it():
    for _ in range(10):
        declare("sad", "negative")
    declare("sad", "positive", published_at=timezone.now() - timedelta(weeks=13))
    declare("sad", "positive", state="hidden", published_at=timezone.now())

    assert declared_check("en").agrees.estimate == 1


def test_every_feeling_but_unsure_has_a_sign():
    assert set(SOUNDS) == set(Feeling) - {Feeling.UNSURE}
    assert set(SOUNDS.values()) == {"negative", "positive"}


# == The correction ==
def test_figures_are_corrected_where_a_language_has_enough_labels():
    topic = TopicFactory()
    crowd(30, topic=topic, tones=[SURE_NEGATIVE, 0.0, 0.8])
    crowd(20, topic=topic, tones=[SURE_NEGATIVE], language="ru")
    before = compute(topic, *recent(WEEKS_SHOWN)).pulse.tone
    sample()

    found = compute(topic, *recent(WEEKS_SHOWN))

    heard_there = voices(said(topic, *recent(WEEKS_SHOWN))).read
    expected = net_tone(heard_there, audits())
    assert (before.corrected, before.uncorrected) == ((), ("en", "ru"))
    assert (found.pulse.tone.corrected, found.pulse.tone.uncorrected) == (("en",), ("ru",))
    assert (found.pulse.tone.estimate, found.pulse.tone.low, found.pulse.tone.high) == (
        expected.net, expected.low, expected.high,
    )  # fmt: skip
    assert found.pulse.tone.estimate > before.estimate  # what is neutral was heard as negative
    assert found.languages["en"].figure.corrected == ("en",)
    assert found.languages["ru"].figure.uncorrected == ("ru",)
    assert found.points[-1].estimate == found.pulse.tone.estimate


def test_audits_that_were_kept_as_plain_data_give_the_same_figure_to_the_last_digit():
    crowd(24, tones=[SURE_NEGATIVE, 0.0, 0.8])
    sample()
    rows, found = voices(present()), audits()
    before = tone(rows, found)

    as_it_was = json.loads(json.dumps(counts_of(found)))
    Label.objects.update(tone="positive")

    assert tone(rows, audits()) != before
    assert tone(rows, audits_of(as_it_was)) == before


def test_without_audits_every_figure_is_what_it_was():
    crowd(24)
    rows = voices(present())
    bare = net_tone(rows.read)

    for figure in (tone(rows), tone(rows, {}), tones({"all": rows})["all"]):
        assert (figure.estimate, figure.low, figure.high, figure.people) == (
            bare.net, bare.low, bare.high, bare.authors,
        )  # fmt: skip
        assert (figure.corrected, figure.uncorrected) == ((), ("en",))


def test_a_change_between_two_windows_is_corrected_on_both_sides():
    sample()
    crowd(40, tones=[SURE_NEGATIVE, 0.0, 0.8, 0.8], published_at=timezone.now() - timedelta(weeks=6))
    crowd(40, tones=[SURE_NEGATIVE, SURE_NEGATIVE, 0.0, 0.8])
    drawn = set(DrawnText.objects.values_list("contribution", flat=True))
    parts = each((row for row in present() if row.pk not in drawn), lambda row: row.at < recent()[0])

    plain = change(parts[True], parts[False])
    corrected = change(parts[True], parts[False], audits())

    assert (parts[True].people, parts[False].people) == (40, 40)
    assert (plain.diff < 0, corrected.diff < 0) == (True, True)
    assert corrected.diff != pytest.approx(plain.diff)
    assert corrected.high - corrected.low > plain.high - plain.low


def test_the_audits_cost_one_query_and_the_check_four(django_assert_num_queries):
    for count in (12, 40):
        labelled(count, SURE_NEGATIVE, ("negative", "neutral"))
        with django_assert_num_queries(1):
            audits()
        with django_assert_num_queries(4):
            checked()


def test_labels_count_whoever_gave_them_and_in_whatever_order():
    sample()
    before = audits()["en"].counts.tolist()

    Label.objects.update(by=None)
    first = list(Label.objects.filter(place=1).values_list("pk", flat=True))
    Label.objects.filter(place=2).delete()
    Label.objects.filter(pk__in=first).update(place=2)
    Label.objects.bulk_create(
        Label(text_id=text, place=1, tone=found)
        for text, found in list(Label.objects.values_list("text", "tone"))
    )
    cache.clear()

    assert audits()["en"].counts.tolist() == before
