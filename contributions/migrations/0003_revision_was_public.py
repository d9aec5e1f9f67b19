from django.db import migrations, models


class Migration(migrations.Migration):
    """False until the next migration has looked; the database's default is for what still runs without it."""

    dependencies = [("contributions", "0002_translated_propositions")]

    operations = [
        migrations.AddField(
            model_name="revision",
            name="was_public",
            field=models.BooleanField(db_default=False, default=False, verbose_name="Was public"),
        ),
    ]
