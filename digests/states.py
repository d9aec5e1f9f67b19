from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class Frequency(TextChoices):
    DAILY = "daily", _("Every day")
    WEEKLY = "weekly", _("Once a week")


class Weekday(IntegerChoices):
    """As in `date.weekday()`."""

    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


class QuoteState(TextChoices):
    PROPOSED = "proposed", _("Waits for a moderator")
    APPROVED = "approved", _("May be quoted")
    REFUSED = "refused", _("Not to be quoted")
