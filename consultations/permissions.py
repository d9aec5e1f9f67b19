from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import has_second_factor, may_speak_as_citizen
from consultations.models import Consultation, Statement
from consultations.states import State
from core.verdict import ALLOWED, Verdict, refuse


def may_facilitate(user: User | None) -> Verdict:
    """Make, open and close consultations."""
    if user is None or not user.is_authenticated or not user.is_facilitator:
        return refuse(_("Only facilitators can do this."))
    return has_second_factor(user)


def may_edit(user: User | None, consultation: Consultation) -> Verdict:
    if not (facilitates := may_facilitate(user)):
        return facilitates
    if consultation.state == State.CLOSED:
        return refuse(_("The consultation is closed, and stays as people saw it."))
    return ALLOWED


def may_edit_questions(user: User | None, consultation: Consultation) -> Verdict:
    """Everyone answers the same questions, so they are fixed from the first day."""
    if not (edits := may_edit(user, consultation)):
        return edits
    if consultation.state != State.DRAFT:
        return refuse(_("People are answering these questions, so they stay as they are."))
    return ALLOWED


def may_open(user: User | None, consultation: Consultation) -> Verdict:
    if not (facilitates := may_facilitate(user)):
        return facilitates
    if consultation.state != State.DRAFT:
        return refuse(_("The consultation has been opened already."))
    return ALLOWED


def may_close(user: User | None, consultation: Consultation) -> Verdict:
    if not (facilitates := may_facilitate(user)):
        return facilitates
    if consultation.state != State.OPEN:
        return refuse(_("The consultation is not open."))
    return ALLOWED


def is_open(consultation: Consultation) -> Verdict:
    if consultation.is_over:
        return refuse(_("The consultation is closed. Nothing can be added to it any more."))
    if not consultation.is_open:
        return refuse(_("The consultation is not open yet."))
    return ALLOWED


def may_take_part(user: User | None, consultation: Consultation) -> Verdict:
    """Answer, vote and add a statement: with a citizen's account, while it is open."""
    return is_open(consultation) and may_speak_as_citizen(user)


def may_vote(user: User | None, statement: Statement) -> Verdict:
    if not (takes_part := may_take_part(user, statement.consultation)):
        return takes_part
    if not statement.contribution.is_public:
        return refuse(_("This statement is not shown, so it cannot be voted on."))
    return ALLOWED
