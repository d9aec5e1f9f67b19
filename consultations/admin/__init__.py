from consultations.admin import consultations

__all__ = ["consultations"]
