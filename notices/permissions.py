from django.db.models import Model
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import may_speak
from answers.models import is_shown
from consultations.models import Consultation
from core.verdict import ALLOWED, Verdict, refuse
from notices.models import Follow


def may_follow(user: User | None, row: Model) -> Verdict:
    """What strangers may read; and whoever follows it already may stop."""
    if not (speaks := may_speak(user)):
        return speaks
    public = row.is_public if isinstance(row, Consultation) else is_shown(row)
    if public or Follow.objects.filter(user=user, **{row._meta.model_name or "": row}).exists():
        return ALLOWED
    return refuse(_("Only what everybody may read can be followed."))
