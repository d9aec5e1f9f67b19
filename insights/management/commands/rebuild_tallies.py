import time
from typing import Any

from django.core.management.base import BaseCommand

from insights.actions import rebuild_all


class Command(BaseCommand):
    help = (
        "Add up all tallies again from the readings. Tallies are kept by what changed, so this must change "
        "nothing; it is also done every night. Safe at any time."
    )

    def handle(self, *, verbosity: int, **options: Any) -> None:
        began = time.monotonic()
        days = rebuild_all()
        if verbosity:
            self.stdout.write(f"{days:,} days of topics added up in {time.monotonic() - began:.1f} s.")
