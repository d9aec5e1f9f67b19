from accounts.models import User
from accounts.permissions import may_speak
from core.verdict import Verdict


def may_follow(user: User | None) -> Verdict:
    return may_speak(user)
