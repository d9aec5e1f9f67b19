from typing import Any

from django.core.management.base import BaseCommand

from portal import translations


class Command(BaseCommand):
    help = "Makes the .mo files of the translations from the .po files."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        translations.compile_all()
