"""How much was written on a day on which far more was than usual, and by whom."""

from datetime import date
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.templatetags.times import full_day
from core.templatetags.words import thousands


def texts_on(facts: dict[str, Any]) -> str:
    """Beside a usual day, where that may be told."""
    texts, usual = facts["texts"], facts["usual"]
    words = ngettext(
        "%(texts)s text on %(day)s, far more than on most days of the weeks before.",
        "%(texts)s texts on %(day)s, far more than on most days of the weeks before.",
        texts,
    )
    if usual:
        words = ngettext(
            "%(texts)s text on %(day)s, where a usual day has %(usual)s.",
            "%(texts)s texts on %(day)s, where a usual day has %(usual)s.",
            texts,
        )
    day = full_day(date.fromisoformat(facts["day"]))
    return words % {"texts": thousands(texts), "day": day, "usual": thousands(usual or 0)}


def uncounted(facts: dict[str, Any]) -> str:
    day = full_day(date.fromisoformat(facts["day"]))
    return _(
        "On %(day)s far more was written than on most days of the weeks before."
        " How much is not shown, so that nobody can be singled out."
    ) % {"day": day}


def by_whom(people: int) -> str:
    return ngettext("%(shown)s person wrote them.", "%(shown)s people wrote them.", people) % {
        "shown": thousands(people)
    }


def counted(facts: dict[str, Any]) -> str:
    """Facts of former times do not say how many texts were imported."""
    known = f"{texts_on(facts)} {by_whom(facts['people'])}"
    if facts.get("imported"):
        known += f" {render_to_string('insights/_imported.html', {'content': facts})}"
    return known
