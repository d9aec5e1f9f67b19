import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("notices", "0005_answers_become_news"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="notice", name="told_once"),
        migrations.RemoveIndex(model_name="notice", name="notices_to_email"),
        migrations.RemoveField(model_name="notice", name="answer"),
        migrations.RemoveField(model_name="notice", name="email"),
        migrations.DeleteModel(name="Told"),
        migrations.AlterField(
            model_name="notice",
            name="news",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="notices", to="notices.news"
            ),
        ),
        migrations.AlterField(
            model_name="notice",
            name="recipient",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="notices", to="notices.recipient"
            ),
        ),
        migrations.AlterField(
            model_name="notice",
            name="emailed_at",
            field=models.DateTimeField(help_text="In the outbox, or not wanted by e-mail", null=True),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.UniqueConstraint(fields=("news", "recipient"), name="told_once"),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                condition=models.Q(("emailed_at", None)),
                fields=["recipient", "created_at"],
                name="notices_to_email",
            ),
        ),
    ]
