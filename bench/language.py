"""How fast languages and themes are found, in CPU seconds on one thread.

`language` sets us against py3langid, which we ask ourselves where letters and words do not tell; both read
the same made-up texts in turn. Real comments are measured where the data sets are at hand, once with words
that were not seen before and once again.
"""

import json
import random
from collections.abc import Callable, Iterable
from pathlib import Path
from time import process_time
from typing import Any

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from analysis.language import detect_all
from analysis.themes import themes as find_themes

REPEATS = 3
COMMENTS = Path(__file__).resolve().parents[2] / "shared" / "data" / "input"
SENTENCES = {
    "en": "we want the talks to begin soon because every family is tired of war and hopes for peace",
    "ru": "мы хотим чтобы переговоры начались скорее потому что семья устала и надеется на мир",
    "uk": "ми хочемо щоб переговори почалися скоріше бо родина втомилася і сподівається на мир",
}


def language() -> Iterable[dict[str, Any]]:
    """Language of short texts in three languages, and of real comments."""
    texts = [text for name in SENTENCES for text in _texts(name, 5_000)]
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(SENTENCES))
    part = texts[::10]
    detect_all(texts[:10])
    ours, theirs = [], []
    for _ in range(REPEATS):
        ours.append(_seconds(lambda: detect_all(texts)))
        theirs.append(_seconds(lambda: [identifier.classify(text) for text in part]))
    yield _row("language", len(texts) / min(ours), "py3langid", len(part) / min(theirs))
    for name, comments in _comments().items():
        for state in ("new words", "again"):
            seconds = _seconds(lambda comments=comments: detect_all(comments))
            yield _row(f"language, {name} comments, {state}", len(comments) / seconds)


def themes() -> Iterable[dict[str, Any]]:
    """Key phrases of short texts, and of real comments."""
    for name in SENTENCES:
        texts = _texts(name, 10_000)
        find_themes(texts, range(len(texts)), language=name)
        seconds = _seconds(
            lambda texts=texts, name=name: find_themes(texts, range(len(texts)), language=name)
        )
        yield _row(f"themes {name}, short texts", len(texts) / seconds)
    for name, comments in _comments().items():
        for state in ("new words", "again"):
            seconds = _seconds(
                lambda comments=comments, name=name: find_themes(
                    comments, range(len(comments)), language=name
                )
            )
            yield _row(f"themes {name}, comments, {state}", len(comments) / seconds)


def _comments() -> dict[str, list[str]]:
    """Real comments in each language; empty where the data sets are not."""
    files = {name: COMMENTS / f"comments_{name}.jsonl" for name in SENTENCES}
    return {
        name: [json.loads(line)["text"] for line in file.read_text("utf-8").splitlines()]
        for name, file in files.items()
        if file.exists()
    }


def _row(
    name: str, value: float, rival: str | None = None, rival_value: float | None = None
) -> dict[str, Any]:
    value = float(f"{value:.4g}")
    return {
        "name": name,
        "value": value,
        "unit": "texts per CPU second",
        "rival": rival,
        "rival_value": float(f"{rival_value:.4g}") if rival_value else None,
        "ratio": round(value / rival_value, 2) if rival_value else None,
    }


def _seconds(work: Callable[[], object]) -> float:
    start = process_time()
    work()
    return process_time() - start


def _texts(language: str, count: int) -> list[str]:
    rng = random.Random(language)
    return [" ".join(rng.choices(SENTENCES[language].split(), k=rng.randint(8, 30))) for _ in range(count)]


BENCHES: dict[str, Callable[[], Iterable[dict[str, Any]]]] = {"language": language, "themes": themes}
