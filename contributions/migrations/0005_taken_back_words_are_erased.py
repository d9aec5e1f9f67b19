"""What was taken back is erased after 30 days: then, and only then, words say nothing.

Not atomic, since there may be many words: no step holds them up for longer than it takes to write down a rule,
and those that read the whole table (`VALIDATE`, the index) let people go on writing meanwhile. Backwards, what
was erased stays so and is called that, as the old rule wants a text.
"""

from django.contrib.postgres.operations import AddConstraintNotValid, AddIndexConcurrently, ValidateConstraint
from django.db import migrations, models
from django.db.models import Q

CALLED = "UPDATE contributions_contribution SET body = '(erased)' WHERE body = ''"
# Until now the administration's log kept how a translation began, also after the translation had gone.
NAMELESS = """
UPDATE django_admin_log SET object_repr = object_id
WHERE content_type_id IN (
    SELECT id FROM django_content_type WHERE app_label = 'contributions' AND model = 'translation'
)
"""
ERASED = Q(erased_at__isnull=False, state="withdrawn", body="", country="", feeling="", stance="")
NAME = "words_say_something_until_erased"


class Migration(migrations.Migration):
    atomic = False
    dependencies = [
        ("admin", "0003_logentry_add_action_flag_choices"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("contributions", "0004_what_was_public"),
    ]

    operations = [
        migrations.AddField(
            model_name="contribution",
            name="erased_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="Erased"),
        ),
        migrations.RemoveConstraint(model_name="contribution", name="contribution_says_something"),
        migrations.RunSQL(migrations.RunSQL.noop, CALLED),
        AddConstraintNotValid(
            model_name="contribution",
            constraint=models.CheckConstraint(condition=Q(~Q(body=""), erased_at=None) | ERASED, name=NAME),
        ),
        ValidateConstraint(model_name="contribution", name=NAME),
        AddIndexConcurrently(
            model_name="contribution",
            index=models.Index(
                condition=Q(state="withdrawn", erased_at=None),
                fields=["state_changed_at"],
                name="words_to_erase",
            ),
        ),
        migrations.RunSQL(NAMELESS, migrations.RunSQL.noop),
    ]
