from django.conf import settings
from django.utils.translation import gettext as _

from accounts.models import Invitation, Membership, Office, Role, User
from core.verdict import ALLOWED, Verdict, refuse

# What a citizen wrote, voted, signed, saw of a milestone and understood, by the names of apps above.
TAKEN_PART = ("contributions", "participations", "signatures", "observations", "reactions")


def may_speak(user: User | None) -> Verdict:
    """Anything that needs an account."""
    if user is None or not user.is_authenticated:
        return refuse(_("Sign in to do this."))
    if not user.is_active:
        return refuse(_("This account is closed."))
    return ALLOWED


def may_speak_as_citizen(user: User | None) -> Verdict:
    """What is counted as the public's: an account is a citizen's or works for others, never both."""
    if not (speaks := may_speak(user)):
        return speaks
    assert user is not None
    if user.role != Role.CITIZEN:
        return refuse(
            _("Here citizens speak, not officials and staff. To take part as a citizen, use another address.")
        )
    return speaks


def may_speak_for(user: User | None, office: Office) -> Verdict:
    """Answers are written by the officials of an office, and by nobody else."""
    if not (speaks := may_speak(user)):
        return speaks
    assert user is not None
    if user.role != "official" or not office.memberships.filter(user=user).exists():
        return refuse(_("Only officials of this office can do this."))
    return has_second_factor(user)


def may_manage(user: User | None, office: Office) -> Verdict:
    """Who receives what, who belongs to the office and who is invited: for its managers."""
    if not (speaks := may_speak_for(user, office)):
        return speaks
    if not office.memberships.filter(user=user, is_manager=True).exists():
        return refuse(_("Only a manager of this office can do this."))
    return ALLOWED


def may_oversee(user: User | None, office: Office) -> Verdict:
    """Who belongs to the office and what it chooses: its managers, and operators, who make offices."""
    if not (speaks := may_speak(user)):
        return speaks
    assert user is not None
    return has_second_factor(user) if user.is_operator else may_manage(user, office)


def may_remove(user: User | None, membership: Membership) -> Verdict:
    """Managers and operators remove others; everybody may leave."""
    if user is not None and user.pk == membership.user_id:
        return may_speak(user)
    return may_oversee(user, membership.office)


def out_of_reach(office: Office) -> list[str]:
    """What an office asks for that nobody can do, since there are too few of them."""
    found = []
    if not office.memberships.managing().exists():
        found.append(
            _(
                "Nobody manages this office: nobody can invite officials or say what they receive. Make one "
                "of its officials a manager, or invite somebody: whoever accepts first becomes one."
            )
        )
    if office.answers_need_two and office.memberships.speaking().count() < 2:
        found.append(
            _(
                "A second person is to publish answers, but fewer than two officials speak for this office: "
                "nobody can publish one. Invite another official, or let whoever wrote it publish."
            )
        )
    if office.releases_needed and User.objects.moderators().count() < office.releases_needed:
        found.append(
            _(
                "More moderators are to release a digest than there are: no digest can go out. Ask for "
                "fewer, or have an operator appoint another moderator."
            )
        )
    return found


def may_accept(user: User | None, invitation: Invitation) -> Verdict:
    """Whoever has proved that the address is theirs, while the invitation is open."""
    if not invitation.is_open:
        return refuse(_("This invitation is over. Ask the office for another one."))
    if not (speaks := may_speak(user)):
        return speaks
    assert user is not None
    proved = user.emailaddress_set.filter(verified=True, email__iexact=invitation.email)  # type: ignore[attr-defined]
    if not proved.exists():
        return refuse(_("The invitation is for another e-mail address."))
    if user.role not in (Role.CITIZEN, Role.OFFICIAL):
        return refuse(
            _("This account works for the portal, so it cannot speak for an office. Use another address.")
        )
    return ALLOWED


def has_spoken(user: User) -> bool:
    """Whether this account has taken part as a citizen's."""
    if user.role != Role.CITIZEN:
        return False
    return any(getattr(user, name).exists() for name in TAKEN_PART)


def has_second_factor(user: User) -> Verdict:
    """Staff and officials prove twice who they are, outside the demonstration."""
    if settings.PORTAL_DEMO or not user.needs_second_factor:
        return ALLOWED
    if user.authenticator_set.exists():  # type: ignore[attr-defined]
        return ALLOWED
    return refuse(_("Set up a second factor first: it keeps others from speaking in your name."))
