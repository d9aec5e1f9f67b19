from django.db import migrations, models


class Migration(migrations.Migration):
    """The database's default is for what still runs without it."""

    dependencies = [("digests", "0009_those_sent_before")]

    operations = [
        migrations.AddField(
            model_name="subscription",
            name="kinds_since",
            field=models.JSONField(
                db_default={},
                default=dict,
                editable=False,
                help_text="Since when, of kinds that were chosen later",
            ),
        ),
    ]
