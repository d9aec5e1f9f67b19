from typing import Any

from django.core.management.base import BaseCommand

from portal import translations


class Command(BaseCommand):
    help = "Adds new sentences to the .po files and drops those that are gone."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        found = translations.in_the_code()
        for path in translations.files().values():
            translations.update(path, found)
            self.stdout.write(f"{path}: {len(translations.faults(path, found))} to translate")
