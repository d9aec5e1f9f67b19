from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from accounts.models import User
from contributions.states import State as Words
from petitions.mailboxes import forgotten_key, mailbox_key
from petitions.states import NAMES_KEPT, UNCONFIRMED_KEPT, SignatureState, State

if TYPE_CHECKING:
    from petitions.models import Signature  # noqa: F401 - named in a string


@dataclass(frozen=True)
class Residences:
    """Where signers live: countries with people enough, and the others together."""

    countries: list[tuple[str, int]]
    others: int  # countries counted together
    others_people: int
    people: int


def residences(counts: dict[str, int], smallest: int) -> Residences:
    """Countries under `smallest` people are counted together, and never one of them alone.

    The petition's total is public, so a single hidden country could be had by subtraction: then the
    smallest country that could be shown joins it. Fewer than `smallest` people altogether: nothing is told.
    """
    rows = sorted(counts.items(), key=lambda row: (-row[1], row[0]))
    shown = [row for row in rows if row[1] >= smallest]
    hidden = rows[len(shown) :]
    while hidden and shown and (len(hidden) < 2 or sum(n for _, n in hidden) < smallest):
        hidden.insert(0, shown.pop())
    people, others_people = sum(counts.values()), sum(n for _, n in hidden)
    if others_people < smallest and not shown:
        return Residences([], 0, 0, people)
    return Residences(sorted(shown), len(hidden), others_people, people)


class SignatureQuerySet(QuerySet["Signature"]):
    def confirmed(self) -> Self:
        return self.filter(state=SignatureState.CONFIRMED)

    def counted(self) -> Self:
        """Confirmed, and already part of the petition's count."""
        return self.confirmed().filter(counted_at__isnull=False)

    def of(self, user: User) -> Self:
        return self.filter(user=user)

    def without_account(self, addresses: Iterable[str]) -> Self:
        """Made by a link, from the mailbox of one of these addresses, however that was written."""
        return self.filter(user=None, email_key__in=[mailbox_key(address) for address in addresses])

    def forget_names(self) -> int:
        """Remove name and address; the count stays. Returns how many. The rows are to be locked."""
        rows = list(self)
        for row in rows:
            row.email_key = forgotten_key(row.email_key)
            row.name, row.email, row.user, row.wants_news = "", "", None, False
            row.forgotten_at = timezone.now()
        fields = ["email_key", "name", "email", "user", "wants_news", "forgotten_at"]
        self.model._default_manager.bulk_update(rows, fields)
        return len(rows)

    def of_others(self, author: int | None) -> Self:
        """Confirmed, by somebody else than the person with this key: anybody may type an address."""
        rows = self.confirmed()
        return rows if author is None else rows.exclude(user=author)

    def taken_out(self) -> Self:
        """As false. How many wait for their link is told to nobody: whoever types an address would learn by
        it whether that address has signed before.
        """
        return self.filter(state=SignatureState.INVALIDATED)

    def residences(self) -> Residences:
        rows = self.counted().order_by().values_list("country").annotate(n=Count("pk"))
        return residences(dict(rows), settings.SMALLEST_GROUP)

    def with_names_to_forget(self, now: datetime) -> Self:
        """Their petition closed, was taken down or was withdrawn long ago, they closed their account
        (`accounts.actions.forget`), or they were taken out as false without having opened their link.
        """
        ended_before = now - NAMES_KEPT
        closed = Q(petition__state=State.CLOSED, petition__closed_at__lt=ended_before)
        taken_down = Q(petition__state=State.REJECTED, petition__state_changed_at__lt=ended_before)
        withdrawn = Q(
            petition__contribution__state=Words.WITHDRAWN,
            petition__contribution__state_changed_at__lt=ended_before,
        )
        left = Q(user__is_active=False, user__email__endswith="@invalid")
        false = Q(state=SignatureState.INVALIDATED, confirmed_at=None, created_at__lt=now - UNCONFIRMED_KEPT)
        known = Q(forgotten_at=None) | Q(user__isnull=False)  # who signed again is known by the account
        return self.filter(known, closed | taken_down | withdrawn | left | false).order_by("pk")
