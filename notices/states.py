from datetime import timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

HOUR = 8  # UTC: when daily and weekly e-mails go out
WEEKDAY = 0  # Monday
FRESH = timedelta(days=14)  # what happened earlier is no news to anybody
KEPT = timedelta(days=90)  # notices of addresses without an account, after their e-mail


class Frequency(TextChoices):
    """How often an address gets its notices by e-mail."""

    AT_ONCE = "at_once", _("At once")
    DAILY = "daily", _("Once a day, at 8:00 (UTC)")
    WEEKLY = "weekly", _("Once a week, on Monday at 8:00 (UTC)")
    NEVER = "never", _("Never")


class Reason(TextChoices):
    """Why somebody is told; the closest comes first."""

    SIGNED = "signed", _("You signed this petition.")
    STARTED = "started", _("You started it.")
    WROTE = "wrote", _("You wrote in this discussion.")
    TOOK_PART = "took_part", _("You took part in this consultation.")
    FOLLOWS = "follows", _("You follow it.")
    FOLLOWS_TOPIC = "follows_topic", _("You follow its topic.")


class Kind(TextChoices):
    """What has happened."""

    ANSWERED = "answered", _("Answered")
    WITHDRAWN = "withdrawn", _("Answer withdrawn")
    REACHED = "reached", _("Number reached")
    CLOSED = "closed", _("Closed")
