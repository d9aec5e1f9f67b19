import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("contributions", "0002_translated_propositions"),
        ("insights", "0001_first_models"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DrawnText",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("language", models.CharField(max_length=8, verbose_name="Language")),
                (
                    "written_at",
                    models.DateTimeField(help_text="When the words that were drawn were written or edited."),
                ),
                ("drawn_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="Drawn")),
                (
                    "seed",
                    models.CharField(
                        help_text="Of the draw: the same seed draws the same texts.", max_length=40
                    ),
                ),
                (
                    "contribution",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="drawn",
                        to="contributions.contribution",
                        verbose_name="Text",
                    ),
                ),
                (
                    "drawn_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "text of the audit sample",
                "verbose_name_plural": "audit sample",
            },
        ),
        migrations.CreateModel(
            name="Label",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("place", models.PositiveSmallIntegerField()),
                (
                    "tone",
                    models.CharField(
                        choices=[
                            ("negative", "Negative"),
                            ("neutral", "Neutral"),
                            ("positive", "Positive"),
                            ("cannot_tell", "Cannot tell"),
                        ],
                        max_length=12,
                        verbose_name="Tone",
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="tone_labels",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "text",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="labels",
                        to="insights.drawntext",
                    ),
                ),
            ],
            options={
                "verbose_name": "label",
                "verbose_name_plural": "labels",
            },
        ),
        migrations.AddIndex(
            model_name="drawntext",
            index=models.Index(fields=["language", "id"], name="audit_sample_by_language"),
        ),
        migrations.AddConstraint(
            model_name="drawntext",
            constraint=models.UniqueConstraint(
                fields=("contribution", "written_at"), name="same_words_drawn_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="label",
            constraint=models.UniqueConstraint(fields=("text", "by"), name="one_label_per_person"),
        ),
        migrations.AddConstraint(
            model_name="label",
            constraint=models.UniqueConstraint(fields=("text", "place"), name="one_label_per_place"),
        ),
        migrations.AddConstraint(
            model_name="label",
            constraint=models.CheckConstraint(
                condition=models.Q(("place__range", (1, 2))), name="two_labels_at_most"
            ),
        ),
        migrations.AddConstraint(
            model_name="label",
            constraint=models.CheckConstraint(
                condition=models.Q(("tone__in", ["negative", "neutral", "positive", "cannot_tell"])),
                name="label_tone_known",
            ),
        ),
    ]
