from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("insights", "0005_unread_so_far")]

    operations = [
        migrations.AddIndex(
            model_name="reading", index=models.Index(fields=["model"], name="readings_by_model")
        ),
    ]
