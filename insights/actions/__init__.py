from insights.actions.drawing import draw
from insights.actions.grouping import group, group_all
from insights.actions.labelling import label, take_back
from insights.actions.reading import find_unread, read_all, read_some
from insights.actions.tallying import rebuild_all, rebuild_days

__all__ = [
    "draw",
    "find_unread",
    "group",
    "group_all",
    "label",
    "read_all",
    "read_some",
    "rebuild_all",
    "rebuild_days",
    "take_back",
]
