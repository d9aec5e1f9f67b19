"""How often 95 % intervals hold the truth, in made-up portals whose truth is known.

Authors differ, a few write most of the texts, the machine errs, and its errors are known from a sample of
labelled texts only. Each figure here is a count over at least 300 portals; chance moves it by .013 then.
"""

import numpy as np
import pytest

from analysis.audit import tabulate
from analysis.changes import change
from analysis.estimates import net_tone
from analysis.heard import heard
from analysis.intervals import mean_interval

GOOD = np.array(  # category given class: sure, then leaning
    [
        [0.60, 0.05, 0.02, 0.18, 0.12, 0.03],
        [0.09, 0.45, 0.08, 0.10, 0.18, 0.10],
        [0.03, 0.05, 0.55, 0.05, 0.12, 0.20],
    ]
)
POOR = np.array(
    [
        [0.38, 0.06, 0.02, 0.33, 0.14, 0.07],
        [0.10, 0.22, 0.08, 0.18, 0.28, 0.14],
        [0.03, 0.08, 0.36, 0.11, 0.18, 0.24],
    ]
)
TONES = np.array([-0.7, 0, 0.7, -0.2, 0, 0.2])
NET = np.array([-1, 0, 1])


def drawn(rng, chances):
    """One column for each row of chances."""
    return (rng.random(len(chances))[:, None] > chances.cumsum(axis=1)[:, :-1]).sum(axis=1)


def portal(rng, matrix, shares, authors, labels, start=0):
    """(texts, audits): authors whose leanings differ, of whom some write hundreds of texts."""
    posts = np.minimum(np.ceil(rng.pareto(1.2, authors)), 300).astype(int)
    author = np.repeat(np.arange(start, start + authors), posts)
    leanings = rng.dirichlet(2 * np.array(shares), authors)
    category = drawn(rng, matrix[drawn(rng, np.repeat(leanings, posts, axis=0))])
    people = drawn(rng, np.tile(shares, (labels, 1)))
    texts = heard(author, ["en"] * author.size, TONES[category], category)
    return texts, tabulate(["en"] * labels, drawn(rng, matrix[people]), people)


@pytest.mark.parametrize(
    ("matrix", "shares", "authors", "labels", "runs"),
    [
        (GOOD, (0.50, 0.35, 0.15), 20, 200, 600),
        (POOR, (0.50, 0.35, 0.15), 20, 300, 400),
        (GOOD, (0.70, 0.20, 0.10), 100, 200, 400),
        (POOR, (0.34, 0.33, 0.33), 100, 300, 400),
        (GOOD, (0.50, 0.35, 0.15), 500, 200, 400),
    ],
)
def test_a_corrected_interval_holds_the_truth_as_often_as_it_says(matrix, shares, authors, labels, runs):
    rng = np.random.default_rng(authors + labels)
    truth, held, plainly = float(NET @ shares), 0, 0

    for run in range(runs):
        texts, audits = portal(rng, matrix, shares, authors, labels)
        found = net_tone(texts, audits, draws=300, seed=run)
        held += found.low <= truth <= found.high
        plainly += found.plain.low <= truth <= found.plain.high

    assert 0.93 <= held / runs <= 0.97
    assert plainly / runs < held / runs


@pytest.mark.parametrize("authors", [40, 120])
def test_a_corrected_change_holds_the_truth_as_often_as_it_says(authors):
    rng = np.random.default_rng(authors)
    before, after = (0.5, 0.35, 0.15), (0.35, 0.35, 0.3)
    held = 0

    for run in range(500):
        first, audits = portal(rng, GOOD, before, authors, 200)
        second, _ = portal(rng, GOOD, after, authors, 200, start=authors // 2)
        found = change(first, second, audits, draws=300, seed=run)
        held += found.low <= 0.3 <= found.high

    assert 0.93 <= held / 500 <= 0.97


@pytest.mark.parametrize(
    ("low", "high", "shape", "authors", "runs"),
    [
        (-1, 1, (1, 1), 20, 600),
        (-1, 1, (0.5, 3), 20, 600),
        (-1, 1, (2, 4), 100, 500),
        (-1, 1, (0.5, 3), 400, 500),
    ],
)
def test_a_plain_interval_holds_the_mean_of_few_and_of_lopsided_people(low, high, shape, authors, runs):
    rng = np.random.default_rng(authors)
    truth, held = low + (high - low) * shape[0] / sum(shape), 0

    for run in range(runs):
        found = mean_interval(low + (high - low) * rng.beta(*shape, authors), draws=300, seed=run)
        held += found.low <= truth <= found.high

    assert 0.93 <= held / runs <= 0.97


def test_an_interval_over_texts_would_be_far_too_narrow():
    rng = np.random.default_rng(9)
    by_text = by_author = 0

    for run in range(200):
        texts, _ = portal(rng, GOOD, (0.5, 0.35, 0.15), 100, 1)
        truth = float(np.array([0.5, 0.35, 0.15]) @ GOOD @ TONES)
        for_each = mean_interval(texts.tones, draws=200, seed=run)
        found = net_tone(texts, draws=200, seed=run)
        by_text += for_each.low <= truth <= for_each.high
        by_author += found.low <= truth <= found.high

    assert by_text / 200 < 0.75
    assert by_author / 200 > 0.9
