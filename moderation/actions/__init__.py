"""Everything that changes the queue."""

from moderation.actions.cases import claim, open_cases, release
from moderation.actions.deciding import Overtaken, decide
from moderation.actions.erasing import erase
from moderation.actions.reporting import earlier_report, report

__all__ = ["Overtaken", "claim", "decide", "earlier_report", "erase", "open_cases", "release", "report"]
