"""Asks a health address, for containers without curl: python portal/health.py http://localhost:8000/health/ready"""

import os
import sys
import urllib.request
from urllib.parse import urlsplit


def answers(url: str, *, host: str = "", timeout: float = 5) -> bool:
    """Whether it says 200; `host` is the name to ask for, where that is another than the URL's."""
    request = urllib.request.Request(url, headers={"Host": host} if host else {})
    try:
        with urllib.request.urlopen(request, timeout=timeout) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


if __name__ == "__main__":
    sys.exit(not answers(sys.argv[1], host=urlsplit(os.environ.get("PORTAL_URL", "")).netloc))
