"""What planted accounts moved, as results and as text."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class ClaimsMoved:
    """What `accounts` planted accounts did to `claims` claims: how many were `lost` and how many `made`.

    `lost_once` and `made_once` are the same when accounts that vote as one count once. `found` is the share
    of planted accounts in such groups, None without any, and `honest_found` that of real people.
    """

    strategy: str
    share: float
    accounts: int
    claims: int
    lost: int
    made: int
    lost_once: int
    made_once: int
    found: float | None
    honest_found: float


@dataclass(frozen=True)
class ToneMoved:
    """By how much planted posts, all as far from the mean as tone goes, moved it: `shift`, and
    `shift_once` when a campaign counts as one voice. `found` and `honest_found` are shares of posts."""

    language: str
    attack: str
    pace: str
    share: float
    posts: int
    mean: float
    shift: float
    shift_once: float
    found: float
    honest_found: float


@dataclass(frozen=True)
class LeftOut:
    """So many texts of a language that are in no figure, and `why`."""

    language: str
    texts: int
    why: str


@dataclass(frozen=True)
class Report:
    """Everything that was tried, in order, and which texts it was not tried on."""

    claims: tuple[ClaimsMoved, ...] = ()
    tone: tuple[ToneMoved, ...] = ()
    left_out: tuple[LeftOut, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Plain dictionaries, lists and numbers."""
        return asdict(self)

    def __str__(self) -> str:
        lines = []
        if self.claims:
            lines += ["Common ground: claims lost and made, of those there were; counted once in brackets"]
            lines += [
                f"{row.strategy:10}{row.share:5.0%} {row.accounts:5} accounts: "
                f"lost {row.lost} ({row.lost_once}), made {row.made} ({row.made_once}) of {row.claims}; "
                f"found {_percent(row.found)} of them and {row.honest_found:.1%} of real people"
                for row in self.claims
            ]
        if self.tone:
            lines += ["Tone: shift of the mean, from -1 to 1; campaigns counted once in brackets"]
            lines += [
                f"{row.language:3}{row.attack:11}{row.pace:6}{row.share:5.0%} {row.posts:5} posts: "
                f"{row.shift:+.3f} ({row.shift_once:+.3f}) from {row.mean:+.3f}; "
                f"found {row.found:.1%} of them and {row.honest_found:.2%} of honest posts"
                for row in self.tone
            ]
        if self.left_out:
            lines += ["Left out of tone:"]
            lines += [f"{one.language:6}{one.texts:5} texts: {one.why}" for one in self.left_out]
        return "\n".join(lines)


def _percent(share: float | None) -> str:
    return "none" if share is None else f"{share:.0%}"
