from django.conf import settings


def absolute(path: str) -> str:
    """The full address of a path, for e-mails and feeds."""
    return f"{settings.PORTAL_URL}{path}"
