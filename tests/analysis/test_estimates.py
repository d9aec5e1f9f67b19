import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.naive_bayes import MultinomialNB

from analysis.audit import Audit, categories
from analysis.estimates import net_tone
from analysis.heard import heard, one_voice
from analysis.intervals import mean_interval
from analysis.tables import labelled

MATRIX = np.array(
    [
        [0.60, 0.05, 0.02, 0.18, 0.12, 0.03],
        [0.09, 0.45, 0.08, 0.10, 0.18, 0.10],
        [0.03, 0.05, 0.55, 0.05, 0.12, 0.20],
    ]
)
AUDITS = {"en": Audit("en", 100 * MATRIX), "uk": Audit("uk", 50 * MATRIX)}
TEXTS = st.lists(
    st.tuples(st.integers(0, 9), st.sampled_from(["en", "uk", "fr"]), st.floats(-1, 1), st.integers(-1, 5)),
    min_size=1,
    max_size=40,
)


def columns(rows):
    return heard(*([row[n] for row in rows] for n in range(4)))


def test_an_author_of_many_texts_has_one_voice():
    texts = heard(["a"] * 9 + ["b"], ["en"] * 10, [0.9] * 9 + [-0.1], [2] * 9 + [1])

    found = net_tone(texts)

    assert found.net == pytest.approx(0.4)
    assert found.authors == 2
    assert found.plain == mean_interval(one_voice(["a"] * 9 + ["b"], [0.9] * 9 + [-0.1]))


def test_without_an_audit_the_figure_is_plain_and_says_so():
    texts = heard(range(30), ["en", "uk"] * 15, np.linspace(-1, 1, 30), [0, 1, 2] * 10)

    found = net_tone(texts, {"en": Audit("en", np.ones((3, 6)))})

    assert not found.is_corrected
    assert (found.net, found.low, found.high) == (found.plain.mean, found.plain.low, found.plain.high)
    assert found.uncorrected == {"en": "18 labelled texts, 100 are needed", "uk": "no labelled texts"}


def test_a_figure_corrected_in_part_says_in_which_part():
    texts = heard(range(40), ["en", "fr"] * 20, np.linspace(-1, 1, 40), [0, 1, 2, 3, 4] * 8)

    found = net_tone(texts, AUDITS)

    assert found.corrected == ("en",)
    assert list(found.uncorrected) == ["fr"]
    assert not found.is_corrected


def test_the_correction_finds_the_shares_behind_the_answers():
    shares = np.array([0.6, 0.3, 0.1])
    counts = np.round(20_000 * shares @ MATRIX).astype(int)
    category = np.repeat(np.arange(6), counts)
    tone = np.array([-0.7, 0, 0.7, -0.2, 0, 0.2])[category]

    found = net_tone(heard(np.arange(category.size), ["en"] * category.size, tone, category), AUDITS)

    assert found.net == pytest.approx(-0.5, abs=0.01)
    assert found.low < -0.5 < found.high
    assert found.plain.high < found.high - 0.1 or found.plain.low > found.net


def test_a_small_audit_widens_the_interval():
    category = np.arange(3_000) % 6
    texts = heard(np.arange(3_000), ["en"] * 3_000, np.zeros(3_000), category)

    small, large = (net_tone(texts, {"en": Audit("en", size * MATRIX)}) for size in (50, 5_000))

    assert small.net == pytest.approx(large.net, abs=0.05)
    assert small.high - small.low > 2 * (large.high - large.low)


@settings(deadline=None, max_examples=60)
@given(TEXTS, st.randoms(use_true_random=False))
def test_the_order_of_texts_does_not_matter(rows, random):
    mixed = list(rows)
    random.shuffle(mixed)

    if not any(row[3] >= 0 for row in rows):
        with pytest.raises(ValueError, match="at least one author"):
            net_tone(columns(rows), AUDITS)
        return
    one, other = (net_tone(columns(part), AUDITS, draws=100) for part in (rows, mixed))

    assert (one.net, one.low, one.high) == pytest.approx((other.net, other.low, other.high))
    assert -1 <= one.low <= one.high <= 1
    assert one.authors == len({row[0] for row in rows if row[3] >= 0})


@settings(deadline=None, max_examples=40)
@given(TEXTS.filter(lambda rows: any(row[3] >= 0 for row in rows)), st.integers(2, 4))
def test_saying_everything_twice_changes_nothing(rows, times):
    once, often = net_tone(columns(rows), AUDITS, draws=50), net_tone(columns(rows * times), AUDITS, draws=50)

    assert (once.net, once.low, once.high) == pytest.approx((often.net, often.low, often.high))


def test_ten_who_say_the_same_do_not_speak_for_everyone():
    texts = heard(range(10), ["en"] * 10, [-0.7] * 10, [0] * 10)

    plain, corrected = net_tone(texts), net_tone(texts, AUDITS)

    assert plain.low < -0.7 < plain.high
    assert corrected.high - corrected.low > 0.2


def test_a_figure_that_the_correction_takes_to_the_end_of_the_scale_still_has_a_range():
    texts = heard(range(40), ["en"] * 40, [-0.5] * 40, [0] * 40)

    found = net_tone(texts, {"en": Audit("en", 400 * MATRIX)})

    assert (found.net, found.low) == (-1, -1)
    assert found.high > -0.95


def test_texts_without_a_reading_are_left_out():
    texts = heard(["a", "b", "c"], ["en"] * 3, [0.1, math.nan, 0.3], [1, 1, -1])

    assert (texts.people, texts.keys, texts.tones.tolist()) == (1, ("a",), [0.1])


def test_nobody_heard_is_no_figure():
    nobody = heard([], [], [], [])

    assert nobody.people == 0
    with pytest.raises(ValueError, match="at least one author"):
        net_tone(nobody)


@pytest.mark.parametrize(
    ("authors", "tones", "kinds", "message"),
    [([1], [0.1, 0.2], [1, 1], "equally long"), ([1], [1.5], [1], "between -1 and 1")],
)
def test_bad_input_is_refused(authors, tones, kinds, message):
    with pytest.raises(ValueError, match=message):
        heard(authors, ["en"] * len(authors), tones, kinds)


def test_a_category_that_the_audit_does_not_know_is_refused():
    with pytest.raises(ValueError, match="not among those"):
        net_tone(heard([1, 2], ["en"] * 2, [0.0, 0.1], [1, 7]), AUDITS)


def test_on_real_texts_the_correction_comes_closer_than_counting(labelled_texts):
    features = HashingVectorizer(alternate_sign=False, n_features=2**16)  # any machine will do
    train, data = (labelled([labelled_texts / "ru" / f"{part}.tsv"]) for part in ("train", "dev"))
    machine = MultinomialNB(alpha=0.1).fit(features.transform(train.texts), train.labels)
    chances = machine.predict_proba(features.transform(data.texts))
    kinds, net = categories(chances), chances[:, 2] - chances[:, 0]
    rng = np.random.default_rng(0)
    off = []

    for _ in range(40):
        audited = rng.permutation(len(net))[:400]
        rest = np.setdiff1d(np.arange(len(net)), audited)
        counts = np.zeros((3, 6))
        np.add.at(counts, (data.labels[audited], kinds[audited]), 1)
        share = rng.dirichlet([2, 2, 2])  # a topic whose mix is not that of the sample
        weights = share[data.labels[rest]] / np.bincount(data.labels[rest], minlength=3)[data.labels[rest]]
        topic = rng.choice(rest, 400, p=weights / weights.sum())
        found = net_tone(
            heard(np.arange(400), ["ru"] * 400, net[topic], kinds[topic]),
            {"ru": Audit("ru", counts)},
            draws=200,
        )
        truth = float((data.labels[topic] - 1.0).mean())
        off.append((abs(found.net - truth), abs(found.plain.mean - truth)))

    corrected, plain = np.mean(off, axis=0)
    assert corrected < plain / 2
    assert corrected <= 0.12


@pytest.mark.parametrize(
    ("tones", "categories", "languages"),
    [
        ([0.1, np.inf], [0, 1], [0, 0]),
        ([0.1, 0.2], [0, 1.5], [0, 0]),
        ([0.1, 0.2], [0, 1], [0, 1]),
        ([0.1, 0.2], [0, 1], [-1, 0]),
        ([[0.1], [0.2]], [0, 1], [0, 0]),
    ],
)
def test_what_is_no_tone_category_or_language_is_refused(tones, categories, languages):
    with pytest.raises(ValueError, match=r"tones|whole numbers|languages|equally long"):
        heard([1, 2], np.array(languages), tones, categories, names=["en"])


def test_a_text_without_a_category_is_left_out():
    assert heard(["a", "b"], ["en", "en"], [0.1, 0.2], [0, np.nan]).people == 1
