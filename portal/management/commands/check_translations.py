from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal import translations

SHOWN = 20


class Command(BaseCommand):
    help = "Fails unless every sentence of the portal is translated into every language."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        found = translations.in_the_code()
        failed = False
        for language, path in translations.files().items():
            faults = translations.faults(path, found)
            for line in faults[:SHOWN]:
                self.stderr.write(f"{language}: {line}")
            if len(faults) > SHOWN:
                self.stderr.write(f"{language}: and {len(faults) - SHOWN} more")
            failed = failed or bool(faults)
        if failed:
            raise CommandError("The translations are not complete. `make messages` adds what is missing.")
