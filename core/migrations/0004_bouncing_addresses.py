import django.utils.timezone
from django.db import migrations, models
from django.db.models import Q
from django.db.models.functions import Lower

WAITS = Q(failed_at=None, held_at=None, sent_at=None)


class Migration(migrations.Migration):
    dependencies = [("core", "0003_living_claims")]

    operations = [
        migrations.CreateModel(
            name="BouncingAddress",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("email", models.EmailField(help_text="In small letters", max_length=254, unique=True)),
                ("since", models.DateTimeField(default=django.utils.timezone.now, verbose_name="Since")),
                (
                    "last_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="Last time"),
                ),
                ("count", models.PositiveIntegerField(default=1, verbose_name="Times it came back")),
                (
                    "fault",
                    models.CharField(blank=True, max_length=300, verbose_name="What the mail server said"),
                ),
            ],
            options={
                "verbose_name": "address that bounces",
                "verbose_name_plural": "addresses that bounce",
                "constraints": [
                    models.CheckConstraint(condition=Q(email=Lower("email")), name="email_in_small_letters")
                ],
            },
        ),
        migrations.AddField(
            "outgoingemail",
            "held_at",
            models.DateTimeField(help_text="Kept back: mail to its address comes back.", null=True),
        ),
        migrations.RemoveIndex("outgoingemail", "email_waiting"),
        migrations.RemoveIndex("outgoingemail", "email_claimed"),
        migrations.AddIndex(
            "outgoingemail",
            models.Index(fields=["urgency", "due_at"], condition=WAITS, name="email_waiting"),
        ),
        migrations.AddIndex(
            "outgoingemail",
            models.Index(fields=["claim"], condition=WAITS & Q(claim__isnull=False), name="email_claimed"),
        ),
        migrations.AddIndex(
            "outgoingemail", models.Index(Lower("to"), condition=Q(held_at__isnull=False), name="email_held")
        ),
    ]
