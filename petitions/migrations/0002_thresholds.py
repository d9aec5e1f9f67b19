from django.db import migrations

THRESHOLDS = {10_000: "answer", 100_000: "hearing"}


def add(apps, schema_editor):
    Threshold = apps.get_model("petitions", "Threshold")
    for count, consequence in THRESHOLDS.items():
        Threshold.objects.get_or_create(count=count, defaults={"consequence": consequence})


class Migration(migrations.Migration):
    dependencies = [("petitions", "0001_first_models")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
