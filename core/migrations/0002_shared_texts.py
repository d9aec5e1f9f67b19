import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0001_first_models")]

    operations = [
        migrations.CreateModel(
            name="SharedText",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "key",
                    models.CharField(help_text="The same text is kept once.", max_length=200, unique=True),
                ),
                ("subject", models.CharField(max_length=255)),
                ("text", models.TextField()),
                ("html", models.TextField(blank=True)),
                ("made_at", models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
            ],
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RenameField("outgoingemail", "text", "own_text"),
                migrations.RenameField("outgoingemail", "html", "own_html"),
                migrations.AlterField(
                    "outgoingemail", "own_text", models.TextField(blank=True, default="", db_column="text")
                ),
                migrations.AlterField(
                    "outgoingemail", "own_html", models.TextField(blank=True, default="", db_column="html")
                ),
            ]
        ),
        migrations.AddField(
            "outgoingemail",
            "shared",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="core.sharedtext",
            ),
        ),
        migrations.AddField(
            "outgoingemail",
            "personal",
            models.JSONField(null=True, help_text="What stands for the shared text's placeholders."),
        ),
    ]
