"""What people say about texts of the audit sample."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.verdict import Refused
from insights.models import DrawnText, Label
from insights.permissions import may_label, may_label_text
from insights.states import LABELS, Tone


@transaction.atomic
def label(text: DrawnText, *, by: User, tone: str) -> Label:
    """How this person says that the text sounds. Raises Refused, also for the third person."""
    if tone not in Tone:
        raise Refused(_("Choose one of the answers shown."))
    row = DrawnText.objects.select_for_update(no_key=True, of=("self",)).select_related("contribution")
    text = row.get(pk=text.pk)
    may_label_text(by, text).insist()
    taken = set(text.labels.values_list("place", flat=True))
    place = min(set(range(1, LABELS + 1)) - taken)
    return Label.objects.create(text=text, by=by, place=place, tone=tone)


@transaction.atomic
def take_back(given: Label, *, by: User) -> None:
    """A slip of the finger: one's own label goes, and the text can be labelled again."""
    may_label(by).insist()
    if given.by_id != by.pk:
        raise Refused(_("Only the person who gave a label can take it back."))
    given.delete()
