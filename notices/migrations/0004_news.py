import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models
from django.db.models import Q


def one_to(model, kind=models.ForeignKey):
    return kind(null=True, on_delete=django.db.models.deletion.CASCADE, related_name="news", to=model)


ONE_THING = Q(
    Q(("answer__isnull", False), ("consultation__isnull", True), ("petition__isnull", True)),
    Q(("answer__isnull", True), ("consultation__isnull", True), ("petition__isnull", False)),
    Q(("answer__isnull", True), ("consultation__isnull", False), ("petition__isnull", True)),
    _connector="OR",
)


class Migration(migrations.Migration):
    """News beside the answers that notices are about so far; bundles of them."""

    dependencies = [
        ("notices", "0003_recipients"),
        ("answers", "0004_milestones"),
        ("consultations", "0001_first_models"),
        ("petitions", "0003_likeness_in_latin"),
    ]

    operations = [
        migrations.CreateModel(
            name="News",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="Happened")),
                ("told_at", models.DateTimeField(null=True, verbose_name="Everyone has a notice")),
                ("answer", one_to("answers.answer", models.OneToOneField)),
                ("consultation", one_to("consultations.consultation", models.OneToOneField)),
                ("petition", one_to("petitions.petition")),
                ("threshold", one_to("petitions.threshold")),
            ],
            options={
                "verbose_name": "piece of news",
                "verbose_name_plural": "news",
                "indexes": [models.Index(condition=Q(("told_at", None)), fields=["at"], name="news_to_tell")],
                "constraints": [
                    models.CheckConstraint(condition=ONE_THING, name="news_of_one_thing"),
                    models.CheckConstraint(
                        condition=Q(("threshold", None), ("petition__isnull", False), _connector="OR"),
                        name="petitions_reach_thresholds",
                    ),
                    models.UniqueConstraint(
                        condition=Q(("petition__isnull", False)),
                        fields=("petition", "threshold"),
                        name="news_of_a_petition_once",
                        nulls_distinct=False,
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Bundle",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("until", models.DateTimeField(verbose_name="News until")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "recipient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="bundles",
                        to="notices.recipient",
                    ),
                ),
            ],
            options={
                "verbose_name": "bundle",
                "verbose_name_plural": "bundles",
                "constraints": [
                    models.UniqueConstraint(fields=("recipient", "until"), name="bundle_sent_once")
                ],
            },
        ),
        migrations.AddField(
            model_name="notice",
            name="news",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="notices",
                to="notices.news",
            ),
        ),
        migrations.AddField(
            model_name="notice",
            name="recipient",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="notices",
                to="notices.recipient",
            ),
        ),
        migrations.AddField(
            model_name="notice",
            name="bundle",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="notices",
                to="notices.bundle",
            ),
        ),
    ]
