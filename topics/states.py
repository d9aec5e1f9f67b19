from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class MilestoneState(TextChoices):
    PLANNED = "planned", _("Planned")
    UNDER_WAY = "under_way", _("Under way")
    DONE = "done", _("Done")
    NO_DATE = "no_date", _("No date agreed")


OBSERVED = frozenset({MilestoneState.UNDER_WAY, MilestoneState.DONE})  # of these people can see something
SAYING = {"limit": 60, "seconds": 3600}  # observations of one person


class Seen(TextChoices):
    """What somebody says of a milestone where they live."""

    HAPPENING = "happening", _("It is happening here")
    NOT_HAPPENING = "not", _("It is not happening here")
    UNSURE = "unsure", _("I cannot tell")


class PartyKind(TextChoices):
    GOVERNMENT = "government", _("Government")
    ORGANISATION = "organisation", _("International organisation")
    AGENCY = "agency", _("Agency")
    CIVIL = "civil", _("Civil society")
    PRIVATE = "private", _("Private sector")
    PUBLIC = "public", _("General public")


class BackgroundKind(TextChoices):
    HISTORY = "history", _("History")
    GLOSSARY = "glossary", _("Words used")
    QUESTION = "question", _("Questions people ask")
    DOCUMENT = "document", _("Document")
