"""A digest is made once for everyone who reads the same: frozen, with a hash over all it says."""

import hashlib
import json
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import Office
from digests.actions.figures import collect
from digests.models import Digest, Scope


def canonical(data: Any) -> bytes:
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def key_of(office: Office, scope: Scope, since: datetime, until: datetime, language: str) -> str:
    about = [sorted(scope.topic_keys), scope.countries, scope.languages]
    parts = [office.pk, about, since.isoformat(), until.isoformat(), language]
    return hashlib.sha256(canonical(parts)).hexdigest()


def make(office: Office, scope: Scope, since: datetime, until: datetime, language: str) -> Digest:
    """The digest of this window for this office: made now, or the one that was made before.

    Whoever calls has the machine read what is new first (`insights.actions.read_all`), outside a transaction.
    """
    key = key_of(office, scope, since, until, language)
    if found := Digest.objects.filter(key=key).first():
        return found
    content, frozen = collect(scope, since, until, language)
    content = json.loads(canonical(content))
    with transaction.atomic():
        digest, made = Digest.objects.get_or_create(
            key=key,
            defaults={
                "office": office,
                "countries": list(scope.countries),
                "languages": list(scope.languages),
                "language": language,
                "since": since,
                "until": until,
                "content": content,
                "frozen": frozen,
                "hash": hashlib.sha256(canonical([content, frozen])).hexdigest(),
            },
        )
        if made:
            digest.topics.set(scope.topics)
    return digest
