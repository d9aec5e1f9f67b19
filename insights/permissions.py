from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import has_second_factor, may_speak
from contributions.permissions import may_decide
from core.verdict import ALLOWED, Verdict, refuse
from insights.models import DrawnText, Population
from insights.querysets.populations import TINY
from insights.states import LABELS


def may_draw(user: User | None) -> Verdict:
    """Draw texts for the audit sample."""
    if not (speaks := may_speak(user)):
        return speaks
    assert user is not None
    if not user.is_operator:
        return refuse(_("Only operators can do this."))
    return has_second_factor(user)


def may_label(user: User | None) -> Verdict:
    """Label texts of the audit sample at all: moderators and operators, with their second factor."""
    if not (decides := may_decide(user)):
        return decides
    assert user is not None
    return has_second_factor(user)


def may_label_text(user: User | None, text: DrawnText) -> Verdict:
    """Each of two people once, and never their own words."""
    if not (labels := may_label(user)):
        return labels
    assert user is not None
    if not DrawnText.objects.counting().filter(pk=text.pk).exists():
        return refuse(_("These words were changed or taken down, so they are in the sample no longer."))
    if text.contribution.author_id == user.pk:
        return refuse(_("You wrote these words, so others say how they sound."))
    given_by = list(text.labels.values_list("by", flat=True))
    if user.pk in given_by:
        return refuse(_("You have labelled this text already."))
    if len(given_by) >= LABELS:
        return refuse(_("Two people have labelled this text already."))
    return ALLOWED


def may_state(user: User | None) -> Verdict:
    """Enter shares of populations."""
    return may_draw(user)


def room_for(row: Population) -> Verdict:
    """Whether the shares of its axis are a whole at most."""
    if row.share > Population.objects.room(row) + TINY:
        return refuse(_("With this one the shares add up to more than 1. Lower it, or another one first."))
    return ALLOWED
