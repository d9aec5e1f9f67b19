import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models
from django.db.models import F


def remember_authors(apps, schema_editor):
    apps.get_model("answers", "Answer").objects.update(edited_by=F("author"), edited_at=F("state_changed_at"))


class Migration(migrations.Migration):
    dependencies = [
        ("answers", "0002_second_person"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="answer",
            name="version",
            field=models.PositiveIntegerField(default=1, editable=False, verbose_name="Version"),
        ),
        migrations.AddField(
            model_name="answer",
            name="edited_at",
            field=models.DateTimeField(default=django.utils.timezone.now, verbose_name="Last written"),
        ),
        migrations.AddField(
            model_name="answer",
            name="edited_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="Last written by",
            ),
        ),
        migrations.RunPython(remember_authors, migrations.RunPython.noop),
    ]
