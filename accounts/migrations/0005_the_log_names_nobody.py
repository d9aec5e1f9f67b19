"""Until now the administration's log kept the names of officials, the addresses of whom an office asked, and
what people were called who have closed their accounts.
"""

import json

from django.db import migrations

CLOSED = """
UPDATE django_admin_log SET object_repr = object_id, change_message = ''
WHERE content_type_id IN (SELECT id FROM django_content_type WHERE app_label = 'accounts' AND model = 'user')
AND object_id IN (
    SELECT id::text FROM accounts_user WHERE NOT is_active AND email LIKE 'forgotten-%@invalid'
)
"""
ADDRESSES = """
UPDATE django_admin_log SET object_repr = object_id, change_message = ''
WHERE content_type_id IN (
    SELECT id FROM django_content_type WHERE app_label = 'account' AND model = 'emailaddress'
)
AND object_id NOT IN (SELECT id::text FROM account_emailaddress)
"""


def keep_the_office_only(apps, schema_editor):
    """Of "Olena · Working Group"."""
    entries = apps.get_model("admin", "LogEntry").objects
    of_offices = entries.filter(content_type__app_label="accounts", content_type__model="office")
    for entry in of_offices.filter(
        change_message__startswith="[{", change_message__contains='"object"'
    ).iterator():
        message = json.loads(entry.change_message)
        for change in message:
            for about in change.values():
                if about.get("name") in ("official", "invitation"):
                    about["object"] = about["object"].rpartition(" · ")[2]
        entries.filter(pk=entry.pk).update(change_message=json.dumps(message))


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_answers_by_two"),
        ("account", "0009_emailaddress_unique_primary_email"),
        ("admin", "0003_logentry_add_action_flag_choices"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.RunSQL(CLOSED, migrations.RunSQL.noop),
        migrations.RunSQL(ADDRESSES, migrations.RunSQL.noop),
        migrations.RunPython(keep_the_office_only, migrations.RunPython.noop),
    ]
