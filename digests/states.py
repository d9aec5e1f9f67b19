from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class Frequency(TextChoices):
    DAILY = "daily", _("Every day")
    WEEKDAYS = "weekdays", _("Monday to Friday")
    WEEKLY = "weekly", _("Once a week")
    MONTHLY = "monthly", _("Once a month")


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


LAST_DAY = 31  # of a month, however long it is
LONG_WAIT = 14  # days for an answer, until somebody says how many are long


class Quiet(TextChoices):
    """What comes after a window in which too few people wrote and nothing waited."""

    TELL = "tell", _("One line that says so")
    SKIP = "skip", _("Nothing")


class AlertKind(TextChoices):
    SHIFT = "shift", _("The tone about a topic has clearly shifted")
    SPIKE = "spike", _("Far more is written about a topic than usual")
    THRESHOLD = "threshold", _("A petition reaches a threshold")
    WAITING = "waiting", _("A petition or consultation waits long for an answer")
