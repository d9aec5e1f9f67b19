import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("topics", "0001_first_models"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Observation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "seen",
                    models.CharField(
                        choices=[
                            ("happening", "It is happening here"),
                            ("not", "It is not happening here"),
                            ("unsure", "I cannot tell"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "at",
                    models.DateTimeField(default=django.utils.timezone.now, help_text="Said, or changed"),
                ),
                (
                    "milestone",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="observations",
                        to="topics.milestone",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="observations",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "observation",
                "verbose_name_plural": "observations",
                "constraints": [
                    models.UniqueConstraint(fields=("milestone", "user"), name="one_observation_each"),
                    models.CheckConstraint(
                        condition=models.Q(("seen__in", ["happening", "not", "unsure"])),
                        name="observation_known",
                    ),
                ],
            },
        ),
    ]
