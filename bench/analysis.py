"""How fast the analysis library is, in CPU seconds on one thread, on made-up data of fixed seed."""

import random
import resource
from collections.abc import Callable, Iterable
from time import process_time

import numpy as np

from analysis.groups import find_groups
from analysis.language import detect_all
from analysis.tone import read

REPEATS = 3
SENTENCES = {
    "en": "we want the talks to begin soon because every family is tired of war and hopes for peace",
    "ru": "мы хотим чтобы переговоры начались скорее потому что семья устала и надеется на мир",
    "uk": "ми хочемо щоб переговори почалися скоріше бо родина втомилася і сподівається на мир",
}


def tone() -> Iterable[dict[str, object]]:
    """Tone of short texts whose language is known, and with the language found first."""
    for language in SENTENCES:
        texts = _texts(language, 5_000)
        read(texts[:10], [language] * 10)
        seconds = _best(lambda texts=texts, language=language: read(texts, [language] * len(texts)))
        yield _row(f"tone {language}, language known", len(texts) / seconds, "texts per CPU second")
    texts = [text for language in SENTENCES for text in _texts(language, 2_000)]
    read(texts[:10])
    yield _row("tone, language found first", len(texts) / _best(lambda: read(texts)), "texts per CPU second")


def language() -> Iterable[dict[str, object]]:
    """Language of short texts in three languages."""
    texts = [text for name in SENTENCES for text in _texts(name, 5_000)]
    detect_all(texts[:10])
    yield _row("language", len(texts) / _best(lambda: detect_all(texts)), "texts per CPU second")


def groups() -> Iterable[dict[str, object]]:
    """Opinion groups of conversations of three sizes, everything that a page shows included."""
    for people, statements, share in ((500, 100, 0.3), (2_000, 900, 0.12), (20_000, 1_000, 0.0475)):
        votes = _votes(people, statements, share)
        seconds = _best(lambda votes=votes: find_groups(*votes), repeats=1 if people > 10_000 else REPEATS)
        yield {
            **_row(f"groups, {people} people x {statements} statements", seconds, "CPU seconds"),
            "votes": len(votes[0]),
        }
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    yield _row("groups, peak memory of the process", peak, "MB")


def _row(name: str, value: float, unit: str) -> dict[str, object]:
    return {"name": name, "value": float(f"{value:.4g}"), "unit": unit}


def _best(work: Callable[[], object], repeats: int = REPEATS) -> float:
    """The least CPU seconds of a few runs."""
    taken = []
    for _ in range(repeats):
        start = process_time()
        work()
        taken.append(process_time() - start)
    return min(taken)


def _texts(language: str, count: int) -> list[str]:
    rng = random.Random(language)
    return [" ".join(rng.choices(SENTENCES[language].split(), k=rng.randint(8, 30))) for _ in range(count)]


def _votes(people: int, statements: int, share: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Two camps that part on half of the statements, with noise; `share` of the table is filled."""
    rng = np.random.default_rng(0)
    cells = np.unique(rng.integers(0, people * statements, int(people * statements * share * 1.05)))
    person, statement = np.divmod(cells, statements)
    leaning = np.where(statement % 2 == 0, 0.6, np.where(person % 2 == 0, 0.7, -0.7))
    draw = rng.random(cells.size)
    return person, statement, np.where(draw < (1 + leaning) / 2, 1, np.where(draw < 0.95, -1, 0))


BENCHES: dict[str, Callable[[], Iterable[dict[str, object]]]] = {
    "tone": tone,
    "language": language,
    "groups": groups,
}
