"""The texts behind a figure: of a digest, of live figures, of an alert."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.http import HttpRequest

from contributions.models import Contribution
from core.pages import page_of
from insights.querysets.columns import among


def texts_of(keys: Collection[int], at: datetime, request: HttpRequest) -> dict[str, Any]:
    """For `digests/figure.html`: those that are still public, and how many were counted `at` that moment."""
    words = Contribution.objects.public().for_voices().filter(pk__in=among(keys))
    return {"page": page_of(words, request, by="-published_at"), "counted": len(keys), "counted_at": at}
