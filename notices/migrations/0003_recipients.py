from django.db import migrations, models

FREQUENCIES = [
    ("at_once", "At once"),
    ("daily", "Once a day, at 8:00 (UTC)"),
    ("weekly", "Once a week, on Monday at 8:00 (UTC)"),
    ("never", "Never"),
]


class Migration(migrations.Migration):
    """An address that wanted silence is one that never wants to be told."""

    dependencies = [
        ("notices", "0002_why_somebody_is_told"),
    ]

    operations = [
        migrations.RenameModel("Silence", "Recipient"),
        migrations.RenameField("Recipient", "at", "chosen_at"),
        migrations.AlterField(
            model_name="recipient",
            name="chosen_at",
            field=models.DateTimeField(null=True, verbose_name="Chosen"),
        ),
        migrations.AddField(
            model_name="recipient",
            name="frequency",
            field=models.CharField(
                choices=FREQUENCIES, default="never", max_length=8, verbose_name="How often"
            ),
        ),
        migrations.AlterField(
            model_name="recipient",
            name="frequency",
            field=models.CharField(
                choices=FREQUENCIES, default="at_once", max_length=8, verbose_name="How often"
            ),
        ),
        migrations.AlterModelOptions(
            name="recipient",
            options={"verbose_name": "recipient", "verbose_name_plural": "recipients"},
        ),
        migrations.AddConstraint(
            model_name="recipient",
            constraint=models.CheckConstraint(
                condition=models.Q(("frequency__in", ["at_once", "daily", "weekly", "never"])),
                name="recipient_frequency_known",
            ),
        ),
    ]
