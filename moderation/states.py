from datetime import timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from contributions.states import Kind
from contributions.states import State as Words


class State(TextChoices):
    OPEN = "open", _("Waits for a moderator")
    CLOSED = "closed", _("Decided")


MOVES = {
    State.OPEN: frozenset({State.CLOSED}),
    State.CLOSED: frozenset({State.OPEN}),  # reported or changed again
}


class Why(TextChoices):
    """Why words are in the queue."""

    REPORTED = "reported", _("Reported")
    PETITION = "petition", _("Petition to check")
    STATEMENT = "statement", _("Statement to check")
    NEW = "new", _("First words")


class Concern(TextChoices):
    """What a person who reports may say is wrong: a short list, in everyday words.

    The values are codes of reasons, so that a decision can be compared with what was reported.
    """

    THREAT = "threat", _("It threatens somebody or calls for violence")
    DANGER = "danger", _("It tells where forces or aid are")
    PERSONAL = "personal-details", _("It shows personal details of somebody")
    INSULT = "insult", _("It insults a person or a group")
    ADVERTISING = "advertising", _("It is advertising, or copied many times")
    OFF_TOPIC = "off-topic", _("It is about something else")
    OTHER = "other", _("Something else")


LOOK_FIRST = frozenset({Concern.THREAT, Concern.DANGER, Concern.PERSONAL})


class Verdict(TextChoices):
    APPROVE = "approve", _("Approved")
    HIDE = "hide", _("Hidden")
    REJECT = "reject", _("Not published")
    RESTORE = "restore", _("Restored")


# What a moderator can decide about words in each state; nothing else is ever offered or taken.
POSSIBLE: dict[str, tuple[Verdict, ...]] = {
    Words.PENDING: (Verdict.APPROVE, Verdict.REJECT),
    Words.PUBLISHED: (Verdict.APPROVE, Verdict.HIDE),
    Words.HIDDEN: (Verdict.RESTORE,),
    Words.REJECTED: (Verdict.RESTORE,),
    Words.WITHDRAWN: (),
}
# What stands on the button.
BUTTONS = {
    (Words.PENDING, Verdict.APPROVE): _("Publish"),
    (Words.PENDING, Verdict.REJECT): _("Do not publish"),
    (Words.PUBLISHED, Verdict.APPROVE): _("Leave it up"),
    (Words.PUBLISHED, Verdict.HIDE): _("Hide"),
    (Words.HIDDEN, Verdict.RESTORE): _("Make public again"),
    (Words.REJECTED, Verdict.RESTORE): _("Publish after all"),
}
TAKES_DOWN = frozenset({Verdict.HIDE, Verdict.REJECT})  # these need a reason that the author reads

CLAIM_LASTS = timedelta(minutes=30)
DUE_AFTER = timedelta(hours=48)
WEIGHT_OF_WHY = {Why.REPORTED: 0.0, Why.PETITION: 2.0, Why.STATEMENT: 1.0, Why.NEW: 1.0}
WHY_OF_KIND = {Kind.PETITION: Why.PETITION, Kind.STATEMENT: Why.STATEMENT}
