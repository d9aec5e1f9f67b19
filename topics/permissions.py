from django.utils.translation import gettext as _

from accounts.models import Role, User
from accounts.permissions import may_speak
from core.verdict import Verdict, refuse
from topics.models import Milestone
from topics.states import OBSERVED


def may_observe(user: User | None, milestone: Milestone) -> Verdict:
    """Citizens say what they see; offices and staff have other ways."""
    if milestone.state not in OBSERVED:
        return refuse(_("Nothing can be seen of it yet: it has not begun."))
    if not (speaks := may_speak(user)):
        return speaks
    assert user is not None
    if user.role != Role.CITIZEN:
        return refuse(_("Here citizens say what they see, not officials and staff."))
    return speaks
