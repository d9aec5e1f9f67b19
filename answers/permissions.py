from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import may_speak_for
from answers.models import Answer
from answers.states import State
from core.verdict import Verdict, refuse


def may_change(user: User | None, answer: Answer) -> Verdict:
    """Anyone in the office may work on its draft; what is published stands."""
    if not (speaks := may_speak_for(user, answer.office)):
        return speaks
    if answer.state != State.DRAFT:
        return refuse(_("This answer is published: it stands as it is, and can be withdrawn."))
    return speaks


def may_withdraw(user: User | None, answer: Answer) -> Verdict:
    if not (speaks := may_speak_for(user, answer.office)):
        return speaks
    if answer.state == State.WITHDRAWN:
        return refuse(_("This answer was withdrawn."))
    return speaks
