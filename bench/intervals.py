"""How fast a million texts become figures with intervals, in CPU seconds on one thread, fixed seed."""

from collections.abc import Callable, Iterable
from time import process_time

import numpy as np

from analysis import audit, estimates
from analysis.heard import heard, one_voice
from analysis.intervals import DRAWS, mean_interval

TEXTS = 1_000_000
AUTHORS = 200_000
RIVALS_DRAWS = 20  # of the naive bootstrap; its time is taken times DRAWS / RIVALS_DRAWS
REPEATS = 3
MATRIX = np.array(
    [
        [0.60, 0.05, 0.02, 0.18, 0.12, 0.03],
        [0.09, 0.45, 0.08, 0.10, 0.18, 0.10],
        [0.03, 0.05, 0.55, 0.05, 0.12, 0.20],
    ]
)


def intervals() -> Iterable[dict[str, object]]:
    """One voice per author and its 95 % interval, as the machine reads and corrected by an audit in three
    languages, beside a bootstrap that draws every author anew each time."""
    rng = np.random.default_rng(0)
    authors = (AUTHORS * rng.random(TEXTS) ** 1.5).astype(np.int64)
    categories = rng.integers(0, 6, TEXTS)
    tones = rng.uniform(-1, 1, TEXTS)
    languages = np.array(["en", "ru", "uk"])[rng.integers(0, 3, TEXTS)].tolist()
    audits = {name: audit.Audit(name, 100 * MATRIX) for name in ("en", "ru", "uk")}

    def corrected() -> object:
        return estimates.net_tone(heard(authors, languages, tones, categories), audits)

    plain, naive, whole = [], [], []
    for _ in range(REPEATS):
        plain.append(_seconds(lambda: mean_interval(one_voice(authors, tones))))
        naive.append(_seconds(lambda: _naive(authors, tones)))
        whole.append(_seconds(corrected))
    voices = one_voice(authors, tones).size
    for name, seconds in (
        ("one voice and interval", min(plain)),
        ("the same, corrected by audits", min(whole)),
    ):
        yield {
            "name": f"intervals, {name}, {TEXTS} texts by {voices} authors",
            "value": float(f"{seconds:.4g}"),
            "unit": "CPU seconds",
            "rival": f"bootstrap drawing every author, {DRAWS} draws (scaled from {RIVALS_DRAWS})",
            "rival_value": float(f"{min(naive):.4g}"),
            "ratio": round(min(naive) / seconds, 2),
        }


def _naive(authors: np.ndarray, tones: np.ndarray) -> float:
    """Seconds to add to its own: the rest of the draws at the same pace."""
    voices = one_voice(authors, tones)
    rng = np.random.default_rng(0)
    start = process_time()
    drawn = [voices[rng.integers(0, voices.size, voices.size)].mean() for _ in range(RIVALS_DRAWS)]
    np.quantile(drawn, [0.025, 0.975])
    return (process_time() - start) * (DRAWS / RIVALS_DRAWS - 1)


def _seconds(work: Callable[[], object]) -> float:
    start = process_time()
    more = work()
    return process_time() - start + (more if isinstance(more, float) else 0.0)


BENCHES: dict[str, Callable[[], Iterable[dict[str, object]]]] = {"intervals": intervals}
