from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import may_manage, may_speak_for
from answers.models import Answer
from answers.states import State
from core.verdict import Verdict, refuse


def is_unfinished(answer: Answer) -> Verdict:
    if answer.state == State.PUBLISHED:
        return refuse(
            _(
                "This answer is published: it stands as it is. It can be withdrawn, and a missing translation"
                " can be added."
            )
        )
    if answer.state == State.WITHDRAWN:
        return refuse(_("This answer was withdrawn."))
    return Verdict(True)


def may_change(user: User | None, answer: Answer) -> Verdict:
    """Anyone in the office may work on its draft; what is published, or waits to be, stands."""
    if not (speaks := may_speak_for(user, answer.office)):
        return speaks
    if not (unfinished := is_unfinished(answer)):
        return unfinished
    if answer.state == State.READY:
        return refuse(_("This answer waits for a second person. Take it back before you change it."))
    return speaks


def may_ask(user: User | None, answer: Answer) -> Verdict:
    """Ask for a second person, in an office that wants one: neither who asks nor who wrote it."""
    if not (speaks := may_speak_for(user, answer.office)):
        return speaks
    if not answer.office.answers_need_two:
        return refuse(_("Your office publishes without a second person."))
    if not (unfinished := is_unfinished(answer)):
        return unfinished
    if answer.state == State.READY:
        return refuse(_("A second person is asked already."))
    others = [person for person in answer.speakers() if person != user]
    if not others:
        return refuse(_("Nobody else speaks for your office. Invite a second official first."))
    if all(person.pk == answer.edited_by_id for person in others):
        return refuse(
            _("You are the second person for this answer: whoever wrote it asks, then you publish it.")
        )
    return speaks


def may_publish(user: User | None, answer: Answer) -> Verdict:
    """What waits for a second person: neither who asked nor who wrote it as it stands, even if the office
    has stopped wanting two meanwhile.
    """
    if not (speaks := may_speak_for(user, answer.office)):
        return speaks
    if not (unfinished := is_unfinished(answer)):
        return unfinished
    assert user is not None
    if answer.state == State.DRAFT and answer.office.answers_need_two:
        asks = may_ask(user, answer)
        return refuse(_("In your office a second person publishes. Ask for one first.")) if asks else asks
    if answer.state == State.READY and user.pk in (answer.asked_by_id, answer.edited_by_id):
        return refuse(_("Another official of your office than who wrote it and asked publishes this answer."))
    return speaks


def may_give_back(user: User | None, answer: Answer) -> Verdict:
    """The second person gives it back; who asked may take it back as well."""
    if not (speaks := may_speak_for(user, answer.office)):
        return speaks
    if answer.state != State.READY:
        return refuse(_("This answer does not wait for a second person."))
    return speaks


def may_withdraw(user: User | None, answer: Answer) -> Verdict:
    """What everyone could read takes a manager to withdraw, where the office wants two people for answers."""
    if not (speaks := may_speak_for(user, answer.office)):
        return speaks
    if answer.state == State.WITHDRAWN:
        return refuse(_("This answer was withdrawn."))
    if answer.is_public and answer.office.answers_need_two and not may_manage(user, answer.office):
        return refuse(
            _("In your office only a manager withdraws an answer that is published. Ask one of them.")
        )
    return speaks


def may_translate(user: User | None, answer: Answer) -> Verdict:
    """A language that a published answer lacks; where the office wants two people, a manager adds it."""
    if not (speaks := may_speak_for(user, answer.office)):
        return speaks
    if not answer.is_public:
        return refuse(_("This answer is not published: its translations are written together with it."))
    if not answer.languages_missing:
        return refuse(_("This answer is there in every language of the portal."))
    if answer.office.answers_need_two and not may_manage(user, answer.office):
        return refuse(
            _("In your office only a manager adds a translation to a published answer. Ask one of them.")
        )
    return speaks
