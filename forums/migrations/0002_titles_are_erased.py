"""A discussion whose opening words were erased has no title. Not atomic, and backwards, as in contributions 5."""

from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint
from django.db import migrations, models
from django.db.models import Q

CALLED = "UPDATE forums_thread SET title = '(erased)' WHERE title = ''"
NAME = "thread_has_a_title_until_erased"


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("forums", "0001_first_models")]

    operations = [
        migrations.RemoveConstraint(model_name="thread", name="thread_has_a_title"),
        migrations.RunSQL(migrations.RunSQL.noop, CALLED),
        AddConstraintNotValid(
            model_name="thread",
            constraint=models.CheckConstraint(
                condition=~Q(slug="") & (~Q(title="") | Q(slug="discussion", proposition="")), name=NAME
            ),
        ),
        ValidateConstraint(model_name="thread", name=NAME),
    ]
