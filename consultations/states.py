from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    DRAFT = "draft", _("Draft")
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")


MOVES = {
    State.DRAFT: frozenset({State.OPEN}),
    State.OPEN: frozenset({State.CLOSED}),
    State.CLOSED: frozenset[State](),
}
PUBLIC = frozenset({State.OPEN, State.CLOSED})


class QuestionKind(TextChoices):
    ONE = "one", _("One choice")
    MANY = "many", _("Several choices")
    SCALE = "scale", _("A scale from 1 to 5")
    TEXT = "text", _("A long text")


CHOICES = frozenset({QuestionKind.ONE, QuestionKind.MANY})
SCALE = range(1, 6)


class Value(IntegerChoices):
    """The last vote of a person on a statement; no vote is no row."""

    AGREE = 1, _("Agree")
    DISAGREE = -1, _("Disagree")
    PASS = 0, _("Pass")
