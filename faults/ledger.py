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
        """For each Message-ID that arrived again: the fault that came when it had just been taken."""
        times = defaultdict(list)
        for at, key, _ in self.lines():
            times[key].append(at)
        return {
            key: next((name for at, name in faults if at > found[0] - 0.5), "none")
            for key, found in times.items()
            if len(found) > 1
        }

    def strangers(self, followers: int, answers: int) -> int:
        """E-mails beyond what each person was to get, by distinct Message-ID."""
        counts = Counter(self.read().values())
        return sum(
            max(0, count - (answers if to.startswith("citizen") else 1)) for to, count in counts.items()
        )
