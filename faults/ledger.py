"""What the mail server took: read from its ledger, and compared with what was to arrive."""

from collections import Counter, defaultdict
from pathlib import Path


class Ledger:
    def __init__(self, file: Path) -> None:
        self.file = file
        self.last = 0.0  # when the last new one arrived

    def lines(self) -> list[tuple[float, str, str]]:
        rows = [line.split(" ", 2) for line in self.file.read_text().splitlines()]
        return [(float(row[0]), row[1], row[2]) for row in rows if len(row) == 3]

    def read(self) -> dict[str, str]:
        """{Message-ID: recipient} of all that arrived."""
        found: dict[str, str] = {}
        for at, key, to in self.lines():
            if key not in found:
                found[key], self.last = to, at
        return found

    def doubles(self, faults: list[tuple[float, str]]) -> dict[str, str]:
        """For each Message-ID that arrived again: the fault that came about when it was first taken, and how
        long after it that was. What is taken of a worker that is dead by then, it can never hear of."""
        times = defaultdict(list)
        for at, key, _ in self.lines():
            times[key].append(at)
        found: dict[str, str] = {}
        for key, taken in times.items():
            if len(taken) > 1:
                near = (f"{name}, {taken[0] - at:+.3f} s" for at, name in faults if at > taken[0] - 0.5)
                found[key] = next(near, "none")
        return found

    def strangers(self, followers: int, answers: int) -> int:
        """E-mails beyond what each person was to get, by distinct Message-ID."""
        counts = Counter(self.read().values())
        return sum(
            max(0, count - (answers if to.startswith("citizen") else 1)) for to, count in counts.items()
        )
