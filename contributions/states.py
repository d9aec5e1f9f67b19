from datetime import timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    PENDING = "pending", _("Waiting for a moderator")
    PUBLISHED = "published", _("Published")
    HIDDEN = "hidden", _("Hidden by a moderator")
    REJECTED = "rejected", _("Not published")
    WITHDRAWN = "withdrawn", _("Withdrawn by its author")


MOVES = {
    State.PENDING: frozenset({State.PUBLISHED, State.REJECTED, State.WITHDRAWN}),
    State.PUBLISHED: frozenset({State.HIDDEN, State.WITHDRAWN, State.PENDING}),
    State.HIDDEN: frozenset({State.PUBLISHED, State.PENDING, State.WITHDRAWN}),
    State.REJECTED: frozenset({State.PUBLISHED, State.PENDING, State.WITHDRAWN}),
    State.WITHDRAWN: frozenset[State](),
}
PUBLIC = frozenset({State.PUBLISHED})
MODERATED = frozenset({State.HIDDEN, State.REJECTED})
WORDS_KEPT = timedelta(days=30)  # after their author took them back; pages say so


class Kind(TextChoices):
    """Each value is also the related name of the row that stands beside the contribution."""

    THREAD = "thread", _("Discussion")
    POST = "post", _("Reply")
    PETITION = "petition", _("Petition")
    OPEN_ANSWER = "open_answer", _("Answer in a consultation")
    STATEMENT = "statement", _("Statement")


# Always read by a moderator first, whoever writes them: they ask others to act.
READ_FIRST = frozenset({Kind.PETITION, Kind.STATEMENT})


class Feeling(TextChoices):
    HOPEFUL = "hopeful", _("hopeful")
    WORRIED = "worried", _("worried")
    ANGRY = "angry", _("angry")
    SAD = "sad", _("sad")
    TRUSTING = "trusting", _("trusting")
    UNSURE = "unsure", _("unsure")


class Stance(TextChoices):
    FOR = "for", _("for")
    AGAINST = "against", _("against")
    DEPENDS = "depends", _("it depends")


LONGEST = {
    Kind.THREAD: 5000,
    Kind.POST: 5000,
    Kind.PETITION: 300,
    Kind.OPEN_ANSWER: 3000,
    Kind.STATEMENT: 140,
}
