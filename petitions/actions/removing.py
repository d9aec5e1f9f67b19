"""Signatures that were false, names that nobody needs any more, links that nobody opened."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core import advisory
from core.states import StateChange
from core.verdict import Refused
from petitions.actions.counts import COUNTING, uncount
from petitions.models import Signature
from petitions.permissions import may_check_signatures
from petitions.states import SIGNATURE_MOVES, UNCONFIRMED_KEPT, SignatureState


def invalidate(signature: Signature, *, by: User, why: str) -> Signature:
    """Take out a false signature: the count falls, and a threshold goes back. It cannot be signed again, and
    comes back only by `put_back`.
    """
    may_check_signatures(by).insist()
    with advisory.lock(COUNTING):
        row = Signature.objects.select_for_update(no_key=True).get(pk=signature.pk)
        if SignatureState.INVALIDATED not in SIGNATURE_MOVES[SignatureState(row.state)]:
            raise Refused(_("This signature was taken out before."))
        was_counted, before = row.counted_at is not None, row.state
        row.state, row.counted_at = SignatureState.INVALIDATED, None
        row.save(update_fields=["state", "counted_at"])
        if was_counted:
            uncount(row.petition_id)
        StateChange.objects.create(
            kind="petitions.signature", object_id=row.pk, by=by, before=before, after=row.state, why=why
        )
    signature.state, signature.counted_at = row.state, None
    return signature


def put_back(signature: Signature, *, by: User, why: str) -> Signature:
    """It was not false: it counts again if it was confirmed, else it waits for its link as before.

    Not under words that were changed since: while it was out, nothing kept the author from it. And not where
    the time of its link is over: the next night would drop it.
    """
    may_check_signatures(by).insist()
    with transaction.atomic():
        # The words too: an edit on its way is waited for, and one that comes later finds the signature.
        rows = Signature.objects.select_for_update(no_key=True, of=("self", "petition__contribution"))
        row = rows.select_related("petition__contribution").get(pk=signature.pk)
        before, after = row.state, SignatureState.CONFIRMED if row.confirmed_at else SignatureState.PENDING
        if after not in SIGNATURE_MOVES[SignatureState(before)]:
            raise Refused(_("This signature was not taken out."))
        if after == SignatureState.PENDING and row.created_at < timezone.now() - UNCONFIRMED_KEPT:
            raise Refused(_("Nobody opened its link in the month that it worked, so it counts no more."))
        if row.is_under_other_words:
            raise Refused(
                _("The author changed this petition since: the signature would stand under other words.")
            )
        row.state = after
        row.save(update_fields=["state"])
        StateChange.objects.create(
            kind="petitions.signature", object_id=row.pk, by=by, before=before, after=after, why=why
        )
    signature.state = after
    return signature


def forget_names(batch: int = 500) -> int:
    """Remove names and addresses that nobody needs any more; the count stays. Returns how many.

    Of petitions that closed, were taken down or were withdrawn half a year ago, of people who closed their
    account, and of those who had not opened their link for a month when they were taken out as false.
    """
    with transaction.atomic():
        rows = Signature.objects.with_names_to_forget(timezone.now())
        return rows.select_for_update(no_key=True, skip_locked=True, of=("self",))[:batch].forget_names()


def drop_unconfirmed() -> int:
    """Signatures whose link was not opened for a month, with their names and addresses."""
    before = timezone.now() - UNCONFIRMED_KEPT
    return Signature.objects.filter(state=SignatureState.PENDING, created_at__lt=before).delete()[0]
