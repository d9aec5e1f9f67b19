from insights.admin import audit, populations, records

__all__ = ["audit", "populations", "records"]
