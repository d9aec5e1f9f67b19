from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("answers", "0003_who_wrote_it_last"),
        ("topics", "0001_first_models"),
    ]

    operations = [
        migrations.AddField(
            model_name="answer",
            name="milestones",
            field=models.ManyToManyField(
                blank=True,
                related_name="answers",
                to="topics.milestone",
                verbose_name="Milestones it concerns",
            ),
        ),
    ]
