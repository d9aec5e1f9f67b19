"""A permission that explains itself: the reason is the sentence the person reads."""

from dataclasses import dataclass


class Refused(Exception):
    """An action was not allowed; `reason` says why, in the person's language."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Verdict:
    allowed: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.allowed

    def insist(self) -> None:
        if not self.allowed:
            raise Refused(self.reason)


ALLOWED = Verdict(True)


def refuse(reason: object) -> Verdict:
    """Takes a lazy translation as well, and fixes it in the language of now."""
    return Verdict(False, str(reason))
