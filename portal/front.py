"""What stands on the front page; it reads from every app, so it stands above them all."""

from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Case, Exists, OuterRef, When
from django.utils.translation import gettext_lazy as _

from answers.models import Answer
from consultations.models import Consultation
from contributions.models import Contribution, Translation
from core.templatetags.words import OWN_NAMES
from forums.models import Thread
from insights.models import Grouping
from insights.querysets.claims import Ground, ground
from insights.querysets.report import report
from insights.states import Axis
from petitions.models import Petition, Threshold
from topics.models import Milestone, Round


class Speakers(NamedTuple):
    """People who write in one language; nothing about fewer than ten."""

    name: str
    lang: str
    n: int


class Resource(NamedTuple):
    name: str
    about: Any


RESOURCES_TOLD = {
    "topics": _("Topics of the talks, with key concerns and areas for collaboration"),
    "threads": _("Discussions and the public words in them"),
    "petitions": _("Petitions, their state and their counts"),
    "consultations": _("Consultations and their results"),
    "tallies": _("How many people spoke, how it sounded and what they declared, by topic, day and language"),
}


def page() -> dict[str, Any]:
    spoken = speakers()
    return {
        "round": Round.objects.order_by("-number").first(),
        "milestones": Milestone.objects.prefetch_related("parties"),
        "voices": voices(),
        "speakers": spoken,
        "people": sum(group.n for group in spoken),
        "ground": best_ground(),
        "answers": Answer.objects.published().for_page()[:3],
        "petitions": Petition.objects.open().for_list().order_by("-signature_count")[:2],
        "consultations": Consultation.objects.open()[:3],
        "first_answer_at": Threshold.objects.filter(consequence="answer").order_by("count").first(),
    }


def voices() -> list[Contribution]:
    """The newest voice of each language, so that a reader meets every side; a translated one first."""
    newest = Contribution.objects.public().filter(kind="post", language__in=OWN_NAMES).exclude(author=None)
    newest = newest.filter(post__thread__in=Thread.objects.public())  # its title stands below the words
    translated = Exists(Translation.objects.filter(contribution=OuterRef("pk")))
    first = newest.order_by("language", -Case(When(translated, then=1), default=0), "-published_at").distinct(
        "language"
    )
    rows = (
        Contribution.objects.for_voices()
        .filter(pk__in=first.values("pk"))
        .select_related("post__thread__contribution")
    )
    return list(rows.prefetch_related("post__thread__contribution__translations").order_by("-published_at"))


def speakers() -> list[Speakers]:
    """Who wrote in the weeks that the pulse shows, and as it counts them: beside a count of all who ever
    wrote, the difference would be a few people. Languages that may not be told are left out."""
    heard = report(None).took_part[Axis.LANGUAGE]
    shown = {code: heard[code].people for code, _name in settings.LANGUAGES if code in heard}
    return [Speakers(OWN_NAMES[code], code, people) for code, people in shown.items() if people]


def best_ground(most: int = 2) -> Ground | None:
    """What all groups agree on, from the consultation in which most people voted."""
    grouping = max(
        Grouping.objects.newest().select_related("consultation"), key=lambda row: row.people, default=None
    )
    return ground(grouping, most=most) if grouping else None


def api_resources() -> list[Resource]:
    return [Resource(name, about) for name, about in RESOURCES_TOLD.items()]
