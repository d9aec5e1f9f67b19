from django.db import migrations, models


class Migration(migrations.Migration):
    """Empty until the next migration has looked."""

    dependencies = [("accounts", "0005_the_log_names_nobody")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="served_until",
            field=models.DateTimeField(
                editable=False,
                help_text="What was published before is not counted as the public's",
                null=True,
                verbose_name="Worked for the portal or an office until",
            ),
        ),
    ]
