from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("moderation", "0002_reasons")]

    operations = [
        migrations.AlterField(
            model_name="reason",
            name="shows_text",
            field=models.BooleanField(
                default=False,
                help_text=(
                    "Of petitions: everybody can still read them, with the reason. Other words are never shown "
                    "once they were taken down. Off for words that hurt by being read: threats, insults, "
                    "personal details."
                ),
                verbose_name="The words may stay readable",
            ),
        ),
    ]
