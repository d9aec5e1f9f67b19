from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("notices", "0007_answers_are_withdrawn"),
    ]

    operations = [
        migrations.AlterField(
            model_name="notice",
            name="reason",
            field=models.CharField(
                blank=True,
                choices=[
                    ("signed", "You signed this petition."),
                    ("started", "You started it."),
                    ("wrote", "You wrote in this discussion."),
                    ("took_part", "You took part in this consultation."),
                    ("follows", "You follow it."),
                    ("follows_topic", "You follow its topic."),
                ],
                max_length=16,
            ),
        ),
    ]
