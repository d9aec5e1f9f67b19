"""The rules that every portal starts with, in three languages. Later changes are made in the administration."""

import json
from pathlib import Path

from django.db import migrations

FILE = Path(__file__).resolve().parent.parent / "reasons.json"
LANGUAGES = ("en", "ru", "uk")


def load(apps, schema_editor):
    Reason = apps.get_model("moderation", "Reason")
    for order, row in enumerate(json.loads(FILE.read_text(encoding="utf-8")), start=1):
        words = {
            f"{field}_{language}": row[field].get(language, "")
            for field in ("title", "text")
            for language in LANGUAGES
        }
        plain = {"title": row["title"]["en"], "text": row["text"]["en"]}
        Reason.objects.get_or_create(
            code=row["code"],
            defaults={
                **plain,
                **words,
                "shows_text": row["shows_text"],
                "kinds": row["kinds"],
                "order": order,
            },
        )


class Migration(migrations.Migration):
    dependencies = [("moderation", "0001_first_models")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
