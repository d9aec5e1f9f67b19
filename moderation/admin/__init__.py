from moderation.admin import queue, records

__all__ = ["queue", "records"]
