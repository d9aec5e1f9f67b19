from datetime import timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    WAITING = "waiting", _("Waiting for a moderator")
    OPEN = "open", _("Open for signatures")
    CLOSED = "closed", _("Closed")
    REJECTED = "rejected", _("Rejected")


MOVES = {
    State.WAITING: frozenset({State.OPEN, State.REJECTED}),
    State.OPEN: frozenset({State.CLOSED, State.REJECTED}),
    State.CLOSED: frozenset[State](),
    State.REJECTED: frozenset({State.WAITING, State.OPEN}),  # written anew, or restored after an appeal
}


class SignatureState(TextChoices):
    PENDING = "pending", _("Waiting for the link in the e-mail")
    CONFIRMED = "confirmed", _("Confirmed")
    INVALIDATED = "invalidated", _("Taken out")


SIGNATURE_MOVES = {
    SignatureState.PENDING: frozenset({SignatureState.CONFIRMED, SignatureState.INVALIDATED}),
    SignatureState.CONFIRMED: frozenset({SignatureState.INVALIDATED}),
    SignatureState.INVALIDATED: frozenset({SignatureState.CONFIRMED, SignatureState.PENDING}),  # put back
}


class Consequence(TextChoices):
    """What so many signatures lead to."""

    ANSWER = "answer", _("An official answer is due")
    HEARING = "hearing", _("A hearing is considered")


# Why petitions are turned down, as the public reads it; moderators may give a reason of their own instead.
REJECTIONS = {
    "duplicate": _("There is already a petition that asks for the same."),
    "irrelevant": _("It is not about the talks, or not about something that their parties can do."),
    "no-action": _("It does not say clearly what shall be done."),
    "honours": _("It asks for an honour or an appointment."),
    "fake-name": _("The name of its author does not seem to be real."),
    "foi": _("It asks for information, which can be had by another way."),
    "already-happening": _("What it asks for is already being done."),
    "individual": _("It is about one person's own case."),
    "personal": _("It shows personal details of somebody."),
    "local": _("It is for a local authority."),
    "libellous": _("It accuses somebody of something that is not proved, or is before a court."),
    "offensive": _("It insults or threatens."),
    "advert": _("It is an advertisement."),
    "removed": _("It was removed."),
}
TEXT_HIDDEN = frozenset({"libellous", "offensive", "advert", "removed", "personal"})

LONGEST_ACTION = 80  # characters; imported petitions may be longer
LONGEST_DETAILS = 800
MOST_WAITING = 3  # petitions of one author before a moderator
GRACE = timedelta(hours=24)  # who was mailed before the close may still confirm
LINK_LASTS = timedelta(days=30)
UNCONFIRMED_KEPT = LINK_LASTS + GRACE  # signatures whose link nobody opened, with name and address
MOST_EMAILS = {"limit": 5, "seconds": 24 * 3600}  # about one signature
MOST_EMAILS_EVER = 15  # about one signature
EMAIL_PAUSE = timedelta(minutes=1)
SIGNING = 5  # signatures within five minutes from one visitor
SIGNING_KNOWN = 60  # from one person who is signed in
MAILBOX = {"limit": 20, "seconds": 24 * 3600}  # e-mails about signatures to one address
NAMES_KEPT = timedelta(days=183)  # after the petition closed, was taken down or was withdrawn
