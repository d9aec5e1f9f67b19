import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("answers", "0001_first_models"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="answer", name="answer_state_known"),
        migrations.AddField(
            model_name="answer",
            name="asked_at",
            field=models.DateTimeField(null=True, verbose_name="Asked for a second person"),
        ),
        migrations.AddField(
            model_name="answer",
            name="asked_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="Asked by",
            ),
        ),
        migrations.AlterField(
            model_name="answer",
            name="state",
            field=models.CharField(
                choices=[
                    ("draft", "Draft"),
                    ("ready", "Waits for a second person"),
                    ("published", "Published"),
                    ("withdrawn", "Withdrawn"),
                ],
                default="draft",
                max_length=12,
                verbose_name="State",
            ),
        ),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["draft", "ready", "published", "withdrawn"])),
                name="answer_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "ready"), _negated=True),
                    ("asked_at__isnull", False),
                    _connector="OR",
                ),
                name="ready_answers_are_dated",
            ),
        ),
    ]
