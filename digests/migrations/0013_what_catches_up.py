from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("digests", "0012_their_topics_stay"),
    ]

    operations = [
        migrations.AddField(
            model_name="delivery",
            name="catches_up",
            field=models.BooleanField(
                db_default=False, default=False, editable=False, help_text="With windows that were missed"
            ),
        ),
    ]
