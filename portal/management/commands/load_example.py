from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from portal.example.load import is_loaded, load
from topics.models import Topic


class Command(BaseCommand):
    help = "Loads the example of the demonstration: invented people, talks and words in three languages."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.PORTAL_DEMO:
            raise CommandError("The example is for the demonstration only. Start one with PORTAL_DEMO=1.")
        if is_loaded():
            self.stdout.write("The example is loaded already; nothing was changed.")
            return
        if Topic.objects.exists():
            raise CommandError("This database holds talks of its own. Load the example into an empty one.")
        load(timezone.now())
        self.stdout.write("The example is loaded.")
