from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import may_speak_as_citizen
from core.verdict import Verdict, refuse
from topics.models import Milestone
from topics.states import OBSERVED


def may_observe(user: User | None, milestone: Milestone) -> Verdict:
    """Citizens say what they see; offices and staff have other ways."""
    if milestone.state not in OBSERVED:
        return refuse(_("Nothing can be seen of it yet: it has not begun."))
    return may_speak_as_citizen(user)
