"""How fast campaigns are found among 100,000 made-up posts, in CPU seconds on one thread.

The rival is datasketch as its documentation uses it: a MinHash of 128 functions over the set of
five-character shingles of each text, and an LSH index of threshold .5 that is asked for each text. It only
proposes pairs. It runs on a part of the posts and its time is scaled up, which flatters it.
"""

from collections.abc import Callable, Iterable
from time import process_time

import numpy as np

from analysis.campaigns import find_campaigns

POSTS, PART, REPEATS = 100_000, 1_000, 3


def campaigns() -> Iterable[dict[str, object]]:
    """One campaign of a thousand copies among 100,000 posts, both sides in turn."""
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):
        texts, times = _posts()
        ours, theirs = [], []
        for repeat in range(REPEATS):
            start = process_time()
            found = find_campaigns(texts, range(POSTS), times)
            ours.append(process_time() - start)
            part = texts[repeat * PART : (repeat + 1) * PART]
            start = process_time()
            _datasketch(part)
            theirs.append((process_time() - start) * POSTS / PART)
    value, rival = min(ours), min(theirs)
    yield {
        "name": f"campaigns, {POSTS} posts",
        "value": float(f"{value:.4g}"),
        "unit": "CPU seconds",
        "rival": f"datasketch 2 MinHashLSH, {PART} posts scaled up",
        "rival_value": float(f"{rival:.4g}"),
        "ratio": float(f"{rival / value:.4g}"),
        "found": [campaign.posts for campaign in found],
    }


def _datasketch(texts: list[str]) -> int:
    from datasketch import MinHash, MinHashLSH

    index, sketches = MinHashLSH(threshold=0.5, num_perm=128), []
    for place, text in enumerate(texts):
        sketch = MinHash(num_perm=128)
        for shingle in {text[start : start + 5] for start in range(len(text) - 4)}:
            sketch.update(shingle.encode())
        index.insert(place, sketch)
        sketches.append(sketch)
    return sum(len(index.query(sketch)) for sketch in sketches)


def _posts() -> tuple[list[str], np.ndarray]:
    """Posts of 6 to 45 words out of 30,000, common ones more often (Zipf); a thousand are copies of one."""
    rng = np.random.default_rng(0)
    syllables = [a + b for a in "bcdfghklmnprstvz" for b in ("a", "e", "i", "o", "u", "an", "er", "is")]
    words = ["".join(rng.choice(syllables, rng.integers(1, 5))) for _ in range(30_000)]
    chance = 1 / np.arange(10, len(words) + 10)
    drawn = rng.choice(len(words), (POSTS, 45), p=chance / chance.sum())
    length = rng.integers(6, 46, POSTS)
    rows = drawn.tolist()
    for place in rng.choice(POSTS, 1_000, replace=False).tolist():
        rows[place], length[place] = rows[0][:], 30
        for change in rng.integers(0, 30, 2).tolist():
            rows[place][change] = int(rng.integers(len(words)))
    texts = [" ".join(words[word] for word in row[:n]) for row, n in zip(rows, length.tolist(), strict=True)]
    return texts, rng.uniform(0, 30 * 86_400, POSTS)


BENCHES: dict[str, Callable[[], Iterable[dict[str, object]]]] = {"campaigns": campaigns}
