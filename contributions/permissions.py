from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import may_speak
from contributions.models import Contribution
from contributions.states import Kind, State
from core.verdict import ALLOWED, Verdict, refuse

# What others add to words of which kind, by the names of apps above.
COUNTED = {Kind.PETITION: "signatures", Kind.STATEMENT: "votes"}


def speaker(user: User | AnonymousUser) -> User:
    """Whoever asks, as somebody who may act. Raises Refused for a stranger."""
    person = user if isinstance(user, User) else None
    may_speak(person).insist()
    assert person is not None
    return person


def may_edit(user: User | None, contribution: Contribution) -> Verdict:
    if not (speaks := may_speak(user)):
        return speaks
    if contribution.author_id != user.pk:  # type: ignore[union-attr]
        return refuse(_("Only the author can change these words."))
    if contribution.state == State.WITHDRAWN:
        return refuse(_("These words were withdrawn."))
    if contribution.kind in COUNTED and contribution.is_public:
        return refuse(_("Words that others can sign or vote on stay as they are once they are public."))
    if is_counted(contribution):
        return refuse(
            _(
                "Others have signed or voted on these words, so they stay as they are: a moderator can still "
                "restore them, and nobody can change them."
            )
        )
    return ALLOWED


def is_counted(contribution: Contribution) -> bool:
    """Others gave their name or their vote to these words, whatever became of them since."""
    kind = Kind(contribution.kind)
    if kind not in COUNTED or contribution.published_at is None:
        return False
    return bool(getattr(contribution.place, COUNTED[kind]).of_others(contribution.author_id).exists())


def may_withdraw(user: User | None, contribution: Contribution) -> Verdict:
    if not (speaks := may_speak(user)):
        return speaks
    if contribution.author_id != user.pk:  # type: ignore[union-attr]
        return refuse(_("Only the author can withdraw these words."))
    if contribution.state == State.WITHDRAWN:
        return refuse(_("These words were withdrawn."))
    return ALLOWED


def may_react(user: User | None, contribution: Contribution) -> Verdict:
    if not (speaks := may_speak(user)):
        return speaks
    if not contribution.is_public:
        return refuse(_("These words are not public."))
    if contribution.author_id == user.pk:  # type: ignore[union-attr]
        return refuse(_("These are your own words."))
    return ALLOWED


def may_decide(user: User | None) -> Verdict:
    """Publish, hide and reject what others say."""
    if user is None or not user.is_authenticated or not user.is_moderator:
        return refuse(_("Only moderators can do this."))
    return ALLOWED
