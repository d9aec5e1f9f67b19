from forums.actions.importing import import_comments
from forums.actions.lines import BadLines
from forums.actions.talking import erase, lock, reply, start_thread, unlock

__all__ = ["BadLines", "erase", "import_comments", "lock", "reply", "start_thread", "unlock"]
