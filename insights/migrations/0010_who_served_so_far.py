from django.db import migrations

# Whom migration 7 of `accounts` has marked before there was a trigger.
QUEUE = """
INSERT INTO insights_unread (contribution_id)
SELECT c.id FROM contributions_contribution c JOIN accounts_user a ON a.id = c.author_id
WHERE c.state = 'published' AND a.served_until IS NOT NULL
ON CONFLICT DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_who_served_before"),
        ("insights", "0009_whose_author_serves"),
    ]

    operations = [migrations.RunSQL(QUEUE, migrations.RunSQL.noop)]
