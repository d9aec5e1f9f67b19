from moderation.admin import cases, records

__all__ = ["cases", "records"]
