from insights.actions.grouping import group, group_all
from insights.actions.reading import read_all, read_some
from insights.actions.tallying import rebuild_all, rebuild_days

__all__ = ["group", "group_all", "read_all", "read_some", "rebuild_all", "rebuild_days"]
