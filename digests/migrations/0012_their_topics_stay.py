import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Only Django knows it: the tables are those that were there, and have all their rows."""

    dependencies = [("digests", "0011_texts_that_alerts_count")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="SubscriptionTopic",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "subscription",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="digests.subscription",
                            ),
                        ),
                        (
                            "topic",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="topics.topic",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "topic that a subscription is about",
                        "verbose_name_plural": "topics that subscriptions are about",
                        "db_table": "digests_subscription_topics",
                        "unique_together": {("subscription", "topic")},
                    },
                ),
                migrations.CreateModel(
                    name="DigestTopic",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "digest",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="digests.digest",
                            ),
                        ),
                        (
                            "topic",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="topics.topic",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "topic that a digest is about",
                        "verbose_name_plural": "topics that digests are about",
                        "db_table": "digests_digest_topics",
                        "unique_together": {("digest", "topic")},
                    },
                ),
                migrations.AlterField(
                    model_name="subscription",
                    name="topics",
                    field=models.ManyToManyField(
                        blank=True,
                        help_text="None chosen: all of them",
                        related_name="subscriptions",
                        through="digests.SubscriptionTopic",
                        to="topics.topic",
                        verbose_name="Topics",
                    ),
                ),
                migrations.AlterField(
                    model_name="digest",
                    name="topics",
                    field=models.ManyToManyField(
                        related_name="digests", through="digests.DigestTopic", to="topics.topic"
                    ),
                ),
            ]
        )
    ]
