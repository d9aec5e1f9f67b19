from moderation.models.cases import Case
from moderation.models.decisions import Decision, Reason
from moderation.models.reports import Report

__all__ = ["Case", "Decision", "Reason", "Report"]
