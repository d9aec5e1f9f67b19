from insights.admin import audit, records

__all__ = ["audit", "records"]
