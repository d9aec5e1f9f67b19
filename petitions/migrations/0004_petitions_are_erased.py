"""A petition that was erased asks for nothing. Not atomic, and backwards, as in contributions 5."""

from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint
from django.db import migrations, models
from django.db.models import Q

CALLED = "UPDATE petitions_petition SET action = '(erased)' WHERE action = ''"
NAME = "petition_asks_something_until_erased"


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("petitions", "0003_likeness_in_latin")]

    operations = [
        migrations.RemoveConstraint(model_name="petition", name="petition_asks_for_something"),
        migrations.RunSQL(migrations.RunSQL.noop, CALLED),
        AddConstraintNotValid(
            model_name="petition",
            constraint=models.CheckConstraint(
                condition=~Q(action="") | Q(details="", slug__startswith="petition-"), name=NAME
            ),
        ),
        ValidateConstraint(model_name="petition", name=NAME),
    ]
