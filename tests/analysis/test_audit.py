import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from analysis.agreement import krippendorff
from analysis.audit import CATEGORIES, VALUES, Audit, accuracy, categories, tabulate

COUNTS = hnp.arrays(np.float64, (3, 6), elements=st.integers(0, 60).map(float))
LABELS = st.lists(st.tuples(st.integers(-1, 5), st.integers(-1, 2), st.integers(-1, 2)), max_size=60)

# Four people and twelve texts: Krippendorff, "Computing Krippendorff's alpha-reliability" (2011), example C.
PUBLISHED = np.array(
    [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, 0, 0, 0],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, 0, 3],
        [0, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, 0],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, 0],
    ]
)


def test_sure_and_unsure_answers_are_told_apart():
    chances = [[0.7, 0.2, 0.1], [0.5, 0.3, 0.2], [0.1, 0.3, 0.6], [0.3, 0.4, 0.3], [math.nan] * 3]

    found = categories(chances)

    assert found.tolist() == [0, 3, 2, 4, -1]
    assert CATEGORIES[3] == "leaning negative"


def test_chances_of_another_shape_are_refused():
    with pytest.raises(ValueError, match="one row a text"):
        categories([0.1, 0.9])


def test_a_text_on_which_two_people_differ_counts_half_for_each():
    audits = tabulate(["en", "en", "uk", "en"], [0, 1, 2, -1], [0, 1, 2, 2], [0, 2, -1, 2])

    assert sorted(audits) == ["en", "uk"]
    assert audits["en"].counts[:, :3].tolist() == [[1, 0, 0], [0, 0.5, 0], [0, 0.5, 0]]
    assert audits["uk"].counts[2, 2] == 1
    assert audits["uk"].texts == 1


@pytest.mark.parametrize(("machine", "first"), [([6], [0]), ([0], [3]), ([0.5], [0]), ([0, 1], [0])])
def test_labels_that_do_not_exist_are_refused(machine, first):
    with pytest.raises(ValueError, match=r"whole numbers|run from"):
        tabulate(["en"], machine, first)


@settings(deadline=None, max_examples=50)
@given(LABELS, st.randoms(use_true_random=False))
def test_neither_the_order_of_texts_nor_of_people_matters(rows, random):
    mixed = list(rows)
    random.shuffle(mixed)

    one, other = (
        tabulate(["en"] * len(part), *(np.array([row[n] for row in part], dtype=int) for n in order))
        for part, order in ((rows, (0, 1, 2)), (mixed, (0, 2, 1)))
    )

    assert [audit.counts.tolist() for audit in one.values()] == [
        audit.counts.tolist() for audit in other.values()
    ]
    used = sum(machine >= 0 and (first >= 0 or second >= 0) for machine, first, second in rows)
    assert sum(audit.texts for audit in one.values()) == pytest.approx(used)


@settings(deadline=None, max_examples=80)
@given(COUNTS)
def test_the_scores_are_unbiased_for_every_class(counts):
    audit = Audit("en", counts)

    singular = np.linalg.svd(audit.matrix)[1]
    if singular[-1] > 1e-3:
        assert audit.matrix @ audit.scores == pytest.approx(np.eye(3), abs=1e-6)
    assert np.isfinite(audit.scores).all()
    assert audit.matrix.sum(axis=1) == pytest.approx(np.ones(3))


def test_no_other_unbiased_scores_vary_less():
    audit = Audit("en", np.array([[38, 6, 2, 33, 14, 7], [10, 22, 8, 18, 28, 14], [3, 8, 36, 11, 18, 24.0]]))
    usual = (audit.counts + 0.05).sum(axis=0) / (audit.counts + 0.05).sum()
    spread = usual @ (audit.scores @ VALUES) ** 2
    free = np.linalg.svd(audit.matrix)[2][3:]  # directions in which scores stay unbiased

    for direction in (*free, *-free):
        assert usual @ (audit.scores @ VALUES + 0.1 * direction) ** 2 > spread


def test_matrices_drawn_from_the_posterior_lie_round_the_one_found():
    audit = Audit("en", np.array([[38, 6, 2, 33, 14, 7], [10, 22, 8, 18, 28, 14], [3, 8, 36, 11, 18, 24.0]]))

    drawn = audit.posterior(4_000, seed=1)

    size = (audit.counts + 0.05).sum(axis=1, keepdims=True)
    assert drawn.sum(axis=2) == pytest.approx(np.ones((4_000, 3)))
    assert drawn.mean(axis=0) == pytest.approx(audit.matrix, abs=0.005)
    assert drawn.var(axis=0) == pytest.approx(audit.matrix * (1 - audit.matrix) / (size + 1), rel=0.15)
    assert (audit.posterior(3, seed=1) == audit.posterior(3, seed=1)).all()


@pytest.mark.parametrize(
    ("counts", "fault"),
    [
        (20 * np.eye(3), "60 labelled texts"),
        (np.diag([60.0, 60.0, 2.0]), "of a class"),
        (np.full((3, 3), 40.0), "hardly tells"),
        (np.diag([40.0, 40.0, 40.0]), ""),
    ],
)
def test_too_little_of_an_audit_says_so(counts, fault):
    found = Audit("en", counts).fault

    assert fault in found
    assert bool(found) == bool(fault)


def test_accuracy_counts_the_most_likely_class_sure_or_not():
    counts = np.zeros((3, 6))
    counts[0, [0, 3, 1]] = 40, 10, 10
    counts[2, [2, 5]] = 30, 10

    every, sure = accuracy(Audit("en", counts)), accuracy(Audit("en", counts), sure_only=True)

    assert (every.share, every.texts) == (0.9, 100)
    assert every.low == pytest.approx(0.8256, abs=1e-4)
    assert (sure.share, sure.texts) == (0.875, 80)


@pytest.mark.parametrize(("ordered", "alpha"), [(False, 0.743), (True, 0.849)])
def test_alpha_is_the_published_one(ordered, alpha):
    found = krippendorff(PUBLISHED.T - 1, classes=5, ordered=ordered)
    twice = krippendorff(np.tile(PUBLISHED.T - 1, (2, 1)), classes=5, ordered=ordered)

    assert round(found.alpha, 3) == alpha
    assert found.texts == 11
    assert twice.low < twice.alpha < twice.high


def test_alpha_of_two_people_is_the_published_one():
    first, second = [0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]

    found = krippendorff(np.column_stack([first, second]), classes=2)

    assert round(found.alpha, 3) == 0.095
    assert found.share == pytest.approx(0.6)


def test_agreement_on_nothing_or_on_one_label_is_not_a_number():
    few, alike = krippendorff(np.zeros((9, 2), dtype=int)), krippendorff(np.zeros((30, 2), dtype=int))

    assert (few.alpha, few.share, few.texts) == (None, None, 9)
    assert (alike.alpha, alike.share) == (None, 1.0)


@pytest.mark.parametrize(
    ("labels", "has_one"),
    [
        ([[0, 0], [1, 2]] * 9 + [[1, 1]], False),
        ([[0, 0], [1, 2]] * 10, True),
        ([[0, 0], [1, 1]] * 50, False),
    ],
)
def test_few_texts_and_labels_that_never_differ_have_no_interval(labels, has_one):
    found = krippendorff(labels)

    assert found.alpha is not None
    assert ((found.low is not None), (found.high is not None)) == (has_one, has_one)


@pytest.mark.parametrize("ordered", [False, True])
def test_draws_with_one_label_alone_do_not_count_as_agreement(ordered):
    """Of twenty texts people differ on one only: a third of the draws do not hold it, and have no alpha."""
    found = krippendorff([[1, 1]] * 19 + [[1, 2]], ordered=ordered)

    assert (found.alpha, found.share, found.texts) == (0, 0.95, 20)
    assert -0.2 < found.low < found.high <= 0


def test_there_is_no_interval_where_most_draws_hold_one_label_alone():
    labels = [[1, 1]] * 19 + [[1, 2]]

    single = [krippendorff(labels, draws=1, seed=seed) for seed in range(40)]

    assert {found.alpha for found in single} == {0}
    assert {found.low is None for found in single} == {True, False}
    assert all((found.low is None) == (found.high is None) for found in single)


@settings(deadline=None, max_examples=50)
@given(hnp.arrays(np.int64, st.tuples(st.integers(10, 40), st.integers(2, 3)), elements=st.integers(-1, 2)))
def test_agreement_depends_neither_on_the_order_of_texts_nor_of_people(labels):
    found, turned = krippendorff(labels, draws=50), krippendorff(labels[::-1, ::-1], draws=50)

    assert found == turned
    assert found.alpha is None or -1 <= found.alpha <= 1


@pytest.mark.parametrize("labels", [[0, 1], [[0, 3]], [[0.5, 1]]])
def test_labels_of_another_kind_are_refused(labels):
    with pytest.raises(ValueError, match="labels"):
        krippendorff(labels)
