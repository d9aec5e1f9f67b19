from itertools import product

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from insights.querysets.cells import crossed
from insights.querysets.pulse import kept_back
from tests.observer import entries, largest

FLOOR = 10
TABLES = hnp.arrays(
    np.int64,
    st.tuples(st.integers(1, 6), st.integers(1, 6)),
    elements=st.one_of(st.integers(0, 3), st.integers(0, 14), st.integers(8, 60)),
)


@settings(deadline=None, max_examples=300)
@given(TABLES)
@example(np.array([[3, 0, 3, 3], [3, 3, 3, 3], [10, 6, 3, 3], [3, 3, 3, 3], [3, 3, 3, 3]]))
@example(np.array([[1, 1, 1], [2, 2, 2], [30, 40, 50]]))
def test_nobody_who_knows_what_is_told_of_topics_and_of_codes_can_tell_a_small_cell(counts):
    """Unless the totals that are told do so alone: then no cell could be shown that would help."""
    hidden = crossed({place: int(count) for place, count in np.ndenumerate(counts)})
    topics, codes = (kept_back(dict(enumerate(counts.sum(axis=axis).tolist()))) for axis in (1, 0))
    untold = {*product(topics, [counts.shape[1]]), *product([counts.shape[0]], codes)}
    shown = table(counts, untold | hidden)
    only_totals = table(counts, untold | set(zip(*np.nonzero(counts), strict=True)))

    for place, _axes, count in entries(counts):
        if 0 < count < FLOOR and place != counts.shape:
            assert shown[place] is None
            most = largest(counts, only_totals, place)
            assert largest(counts, shown, place) >= min(FLOOR, most) - 1e-6


def table(counts, hidden):
    """With its totals; None where nothing is shown."""
    shown = np.empty([size + 1 for size in counts.shape], dtype=object)
    for place, _axes, count in entries(counts):
        shown[place] = None if place in hidden else count
    return shown
