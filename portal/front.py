"""What stands on the front page; it reads from every app, so it stands above them all."""

from typing import Any

from contributions.models import Contribution
from topics.models import Milestone, Round


def page() -> dict[str, Any]:
    return {
        "round": Round.objects.order_by("-number").first(),
        "milestones": Milestone.objects.prefetch_related("parties"),
        "voices": Contribution.objects.public().for_voices().order_by("-published_at")[:3],
    }


def api_resources() -> list[str]:
    from portal.api import RESOURCES

    return list(RESOURCES)
