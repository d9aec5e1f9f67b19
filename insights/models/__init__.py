"""What the machine found, and what people say about how right it is."""

from insights.models.audit import DrawnText, Label
from insights.models.populations import Population
from insights.models.readings import Carried, Grouping, Reading, Tally, Unread

__all__ = ["Carried", "DrawnText", "Grouping", "Label", "Population", "Reading", "Tally", "Unread"]
