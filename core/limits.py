"""Rate limits that all processes share: one upsert in the database, never memory."""

import ipaddress
import re
import time
from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

COUNT = """
INSERT INTO core_attempts (name, "window", count, expires_at) VALUES (%s, %s, 1, %s)
ON CONFLICT (name, "window") DO UPDATE SET count = core_attempts.count + 1 RETURNING count
"""

# Some proxies write the port of the connection too: [2001:db8::1]:443, 192.0.2.7:443.
WITH_PORT = re.compile(r"^\[(.*)\](?::\d+)?$|^([^:]*):\d+$")


def within(name: str, who: str, *, limit: int, seconds: int) -> bool:
    """Count one attempt of `who`; True while there were at most `limit` in this window of `seconds`."""
    key = f"{name}:{who}"[:120]
    window = int(time.time() // seconds)
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [key, window, timezone.now() + timedelta(seconds=2 * seconds)])
        (count,) = cursor.fetchone()
    return bool(count <= limit)


def address(request: HttpRequest) -> str:
    """The visitor's address: the last one that a proxy of ours has seen, never what a visitor claims.

    Of an IPv6 address the first half, which is what a connection has: the visitor chooses the other one.
    """
    if settings.TRUSTED_PROXIES:
        hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
        if len(hops) >= settings.TRUSTED_PROXIES:
            return network(hops[-settings.TRUSTED_PROXIES])
    return network(str(request.META.get("REMOTE_ADDR", "")))


def network(written: str) -> str:
    """ "2001:db8:1:2:3:4:5:6" -> "2001:db8:1:2::", "192.0.2.7:443" -> "192.0.2.7"; no address -> ""."""
    host = WITH_PORT.sub(r"\1\2", written)
    try:
        found = ipaddress.ip_address(host)
    except ValueError:
        return ""
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    return str(found.ipv4_mapped or ipaddress.IPv6Address(int(found) >> 64 << 64))


def visitor(request: HttpRequest) -> str:
    """A name for the person or the address that asks; a keyed hash, so that no address is stored."""
    if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
        return f"user{request.user.pk}"
    return salted_hmac("core.limits", address(request)).hexdigest()[:24]
