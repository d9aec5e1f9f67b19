import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

NAMES = ("answer", "withdrawn", "petition", "consultation")


def one_of(names):
    either = Q()
    for chosen in names:
        either |= Q(**{f"{name}__isnull": name != chosen for name in names})
    return either


class Migration(migrations.Migration):
    dependencies = [("notices", "0006_notices_are_of_news"), ("answers", "0004_milestones")]

    operations = [
        migrations.RemoveConstraint(model_name="news", name="news_of_one_thing"),
        migrations.AddField(
            model_name="news",
            name="withdrawn",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="news_of_its_end",
                to="answers.answer",
            ),
        ),
        migrations.AddConstraint(
            model_name="news",
            constraint=models.CheckConstraint(condition=one_of(NAMES), name="news_of_one_thing"),
        ),
    ]
