"""A digest is made once for everyone who reads the same: frozen, with a hash over all it says."""

import hashlib
import json
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import Office
from core import advisory
from digests.actions.figures import collect
from digests.models import Digest, Scope
from digests.models.digests import canonical, seal


def key_of(office: Office, scope: Scope, since: datetime, until: datetime, language: str) -> str:
    about = [sorted(scope.topic_keys), scope.countries, scope.languages]
    parts = [office.pk, about, since.isoformat(), until.isoformat(), language]
    return hashlib.sha256(canonical(parts)).hexdigest()


def make(office: Office, scope: Scope, since: datetime, until: datetime, language: str) -> Digest:
    """The digest of this window for this office: made now, or the one that was made before.

    Whoever calls has the machine read what is new first (`insights.actions.read_all`), outside a transaction.
    Where the office wants moderators to release it, nobody is sent it before they did.
    """
    key = key_of(office, scope, since, until, language)
    if found := Digest.objects.filter(key=key).first():
        return found
    advisory.hold(f"digests.make.{key}")  # in a transaction, others wait for this one instead of counting too
    if found := Digest.objects.filter(key=key).first():
        return found
    written = write(office, scope, since, until, language)
    about = {"countries": list(scope.countries), "languages": list(scope.languages), "language": language}
    window = {"since": since, "until": until}
    released_at = None if office.releases_needed else timezone.now()
    with transaction.atomic():
        digest, made = Digest.objects.get_or_create(
            key=key, defaults={"office": office, "released_at": released_at, **about, **window, **written}
        )
        if made:
            digest.topics.set(scope.topics)
    return digest


def write(office: Office, scope: Scope, since: datetime, until: datetime, language: str) -> dict[str, Any]:
    """What is frozen: the content, what it was made from, and the hash over both."""
    found = collect(scope, since, until, language, offices=[office])
    said = {"content": found.content, "groupings": found.groupings, "audits": found.audits}
    parts = {name: json.loads(canonical(part)) for name, part in said.items()} | {"behind": found.behind}
    return {
        **parts,
        "made_at": found.read_at,
        "rows": found.frozen.dump(),
        "hash": seal(found.frozen, **parts),
    }
