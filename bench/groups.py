"""Opinion groups in CPU seconds on one thread, on made-up votes of fixed seed; everything that a page shows.

`groups` sets us against red-dwarf, the Python port of pol.is (needs it and its plotting extras installed, as
requirements/bench.txt has them); run with OPENBLAS_NUM_THREADS=1 and OMP_NUM_THREADS=1, as make bench does.
"""

import tracemalloc
from collections.abc import Callable, Iterable
from time import process_time
from typing import Any

import numpy as np

from analysis.groups import find_groups
from analysis.updates import begin, update

REPEATS = 3
NEW = 1_000
Columns = tuple[np.ndarray, np.ndarray, np.ndarray]


def groups() -> Iterable[dict[str, Any]]:
    """A conversation as large as Bowling Green's, and 20,000 x 1,000 against red-dwarf."""
    yield _row("groups, 2,000 people x 900 statements", _best(_groups_of(votes(2_000, 900, 0.12))))
    yield _row("groups, 500 people x 100 statements", _best(_groups_of(votes(500, 100, 0.3))))
    large = votes(20_000, 1_000, 0.0475)
    before, theirs, after = _best(_groups_of(large)), _red_dwarf(large), _best(_groups_of(large))
    yield _row(
        "groups, 20,000 people x 1,000 statements", min(before, after), rival="red-dwarf", rival_value=theirs
    )


def groups_large() -> Iterable[dict[str, Any]]:
    """100,000 people, 1,000 statements, 4.8 million votes, and the memory this takes beyond the votes."""
    large = votes(100_000, 1_000, 0.048)
    name = f"groups, 100,000 people x 1,000 statements, {len(large[0]):,} votes"
    yield _row(name, _best(_groups_of(large)))
    shuffled = [column[np.random.default_rng(1).permutation(len(large[0]))] for column in large]
    yield _row(f"{name}, shuffled", _best(_groups_of(shuffled)))
    tracemalloc.start()
    find_groups(*large)
    peak = tracemalloc.get_traced_memory()[1] / 2**20
    tracemalloc.stop()
    yield _row(f"{name}, peak memory", peak, "MB")


def groups_update() -> Iterable[dict[str, Any]]:
    """An update with 1,000 new votes against a full run."""
    for people, statements, share in (
        (2_000, 900, 0.12),
        (20_000, 1_000, 0.0475),
        (100_000, 1_000, 0.048),
    ):
        everything = votes(people, statements, share)
        order = np.random.default_rng(2).permutation(len(everything[0]))
        old = [column[np.sort(order[NEW:])] for column in everything]
        new = [column[order[:NEW]] for column in everything]
        state = begin(*old)
        yield _row(
            f"update with {NEW:,} votes, {people:,} people x {statements:,} statements",
            _best(lambda state=state, new=new: update(state, *new)),
            rival="full run",
            rival_value=_best(lambda everything=everything: begin(*everything)),
        )


def votes(people: int, statements: int, share: float) -> Columns:
    """Two camps that part on half of the statements, with noise; `share` of the table is filled."""
    rng = np.random.default_rng(0)
    cells = np.unique(rng.integers(0, people * statements, int(people * statements * share * 1.05)))
    person, statement = np.divmod(cells, statements)
    leaning = np.where(statement % 2 == 0, 0.6, np.where(person % 2 == 0, 0.7, -0.7))
    draw = rng.random(cells.size)
    return person, statement, np.where(draw < (1 + leaning) / 2, 1, np.where(draw < 0.95, -1, 0))


def _groups_of(columns: Iterable[np.ndarray]) -> Callable[[], object]:
    return lambda: find_groups(*columns)


def _red_dwarf(columns: Columns) -> float:
    from reddwarf.implementations.polis import run_pipeline

    names = ("participant_id", "statement_id", "vote")
    rows = [
        dict(zip(names, row, strict=True))
        for row in zip(*(column.tolist() for column in columns), strict=True)
    ]
    return _best(lambda: run_pipeline(votes=rows, random_state=0), repeats=1)


def _best(work: Callable[[], object], repeats: int = REPEATS) -> float:
    """The least CPU seconds of a few runs."""
    taken = []
    for _ in range(repeats):
        start = process_time()
        work()
        taken.append(process_time() - start)
    return min(taken)


def _row(
    name: str,
    value: float,
    unit: str = "CPU seconds",
    *,
    rival: str | None = None,
    rival_value: float | None = None,
) -> dict[str, Any]:
    return {
        "name": name,
        "value": float(f"{value:.4g}"),
        "unit": unit,
        "rival": rival,
        "rival_value": None if rival_value is None else float(f"{rival_value:.4g}"),
        "ratio": None if rival_value is None else round(rival_value / value, 1),
    }


BENCHES: dict[str, Callable[[], Iterable[dict[str, Any]]]] = {
    "groups": groups,
    "groups_large": groups_large,
    "groups_update": groups_update,
}
