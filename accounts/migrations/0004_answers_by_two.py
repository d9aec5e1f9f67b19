from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_digests_released_by_moderators"),
    ]

    operations = [
        migrations.AddField(
            model_name="office",
            name="answers_need_two",
            field=models.BooleanField(
                default=False,
                help_text="Whoever wrote it asks; another official of the office publishes it or gives it back.",
                verbose_name="An answer is published by a second person",
            ),
        ),
    ]
