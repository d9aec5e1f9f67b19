"""One state field per life, one table of moves, one door: `Stateful.move()`."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class MoveNotAllowed(Exception):
    def __init__(self, row: models.Model, before: str, after: str) -> None:
        super().__init__(f"{row._meta.label} {row.pk}: no move from {before} to {after}")
        self.before, self.after = before, after


class Stateful(models.Model):
    """A row with a `state` field and a table of `MOVES`; nothing else writes `state`, but what does for many
    rows at once the same that `move()` does for one: `ContributionQuerySet.take_back`.
    """

    MOVES: ClassVar[dict[Any, frozenset[Any]]]
    TRACE_IS_FOR_OPERATORS: ClassVar[bool] = False  # True where it holds notes or addresses
    state: Any
    state_changed_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        abstract = True

    def move(self, to: str, *, by: Any = None, why: str = "", **fields: Any) -> Self:
        """Lock the row, check the table, stamp, write the trace. `fields` are set in the same UPDATE.

        Raises MoveNotAllowed, and changes nothing, when the table has no such move.
        """
        model = type(self)
        with transaction.atomic():
            row = model._default_manager.select_for_update(no_key=True).get(pk=self.pk)
            if to not in self.MOVES[row.state]:
                raise MoveNotAllowed(self, row.state, to)
            changes = {"state": to, "state_changed_at": timezone.now(), **fields}
            model._default_manager.filter(pk=self.pk).update(**changes)
            StateChange.objects.create(
                kind=self._meta.label_lower, object_id=self.pk, by=by, before=row.state, after=to, why=why
            )
        for name, value in changes.items():
            setattr(self, name, value)
        return self


class StateChange(models.Model):
    """The trace: who moved what, when, from where to where, and why."""

    kind = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    before = models.CharField(max_length=20)
    after = models.CharField(max_length=20)
    why = models.TextField(blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("state change")
        verbose_name_plural = _("state changes")
        indexes = [models.Index(fields=["kind", "object_id", "at"], name="trace_of_a_row")]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}: {self.before} -> {self.after}"
