from forums.actions.importing import BadLines, import_comments
from forums.actions.talking import lock, reply, start_thread, unlock

__all__ = ["BadLines", "import_comments", "lock", "reply", "start_thread", "unlock"]
