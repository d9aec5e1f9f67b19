"""A digest is made once for everyone who reads the same: frozen, with a hash over all it says."""

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import Office
from core import advisory
from digests.actions.figures import collect
from digests.models import Digest
from topics.models import Topic


def canonical(data: Any) -> bytes:
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def key_of(office: Office, topics: Sequence[Topic], since: datetime, until: datetime, language: str) -> str:
    parts = [office.pk, sorted(topic.pk for topic in topics), since.isoformat(), until.isoformat(), language]
    return hashlib.sha256(canonical(parts)).hexdigest()


def chosen(topics: Sequence[Topic]) -> list[Topic]:
    """No topic chosen means all of them."""
    return list(topics) or list(Topic.objects.all())


def make(office: Office, topics: Sequence[Topic], since: datetime, until: datetime, language: str) -> Digest:
    """The digest of this window for this office: made now, or the one that was made before.

    Whoever calls has the machine read what is new first (`insights.actions.read_all`), outside a transaction.
    """
    topics = chosen(topics)
    key = key_of(office, topics, since, until, language)
    if found := Digest.objects.filter(key=key).first():
        return found
    advisory.hold(f"digests.make.{key}")  # in a transaction, others wait for this one instead of counting too
    if found := Digest.objects.filter(key=key).first():
        return found
    content, frozen = collect(topics, since, until, language)
    content = json.loads(canonical(content))
    with transaction.atomic():
        digest, made = Digest.objects.get_or_create(
            key=key,
            defaults={
                "office": office,
                "language": language,
                "since": since,
                "until": until,
                "content": content,
                "frozen": frozen,
                "hash": hashlib.sha256(canonical([content, frozen])).hexdigest(),
            },
        )
        if made:
            digest.topics.set(topics)
    return digest
