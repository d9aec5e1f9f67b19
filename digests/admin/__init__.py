from digests.admin import quotes, records

__all__ = ["quotes", "records"]
