from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Tone(TextChoices):
    """How a person says that a text sounds, in the order in which it is asked."""

    NEGATIVE = "negative", _("Negative")
    NEUTRAL = "neutral", _("Neutral")
    POSITIVE = "positive", _("Positive")
    CANNOT_TELL = "cannot_tell", _("Cannot tell")


class Axis(TextChoices):
    """Along what people who take part are compared with a population."""

    COUNTRY = "country", _("Country")
    LANGUAGE = "language", _("Language")


LABELS = 2  # people to a text
