from digests.admin import log, quotes, records

__all__ = ["log", "quotes", "records"]
