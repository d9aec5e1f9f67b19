from accounts.actions.inviting import accept, invite, tidy_invitations, withdraw
from accounts.actions.offices import make_manager, remove, set_options
from accounts.actions.people import (
    change_address,
    end_sessions,
    everything_about,
    forget,
    forget_strays,
)
from accounts.actions.speaking import change_role

__all__ = [
    "accept", "change_address", "change_role", "end_sessions", "everything_about", "forget", "forget_strays",
    "invite", "make_manager", "remove", "set_options", "tidy_invitations", "withdraw",
]  # fmt: skip
