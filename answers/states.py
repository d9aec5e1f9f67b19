from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    DRAFT = "draft", _("Draft")
    READY = "ready", _("Waits for a second person")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Withdrawn")


MOVES = {
    State.DRAFT: frozenset({State.READY, State.PUBLISHED, State.WITHDRAWN}),
    State.READY: frozenset({State.DRAFT, State.PUBLISHED, State.WITHDRAWN}),
    State.PUBLISHED: frozenset({State.WITHDRAWN}),
    State.WITHDRAWN: frozenset[State](),
}
PUBLIC = frozenset({State.PUBLISHED})
UNFINISHED = frozenset({State.DRAFT, State.READY})
TARGETS = ("petition", "thread", "consultation")
