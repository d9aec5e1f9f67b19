from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("core", "0002_shared_texts")]

    operations = [
        migrations.AddField("outgoingemail", "claim", models.BigIntegerField(null=True)),
        migrations.AddIndex(
            "outgoingemail",
            models.Index(
                fields=["claim"],
                condition=Q(("claim__isnull", False), ("failed_at", None), ("sent_at", None)),
                name="email_claimed",
            ),
        ),
    ]
