from django.db import migrations

# What was released went out, though the e-mail itself may be forgotten by now.
QUEUED = """
UPDATE digests_delivery d SET queued_at = d.created_at
FROM digests_digest g WHERE g.id = d.digest_id AND (d.email_id IS NOT NULL OR g.released_at IS NOT NULL)
"""


class Migration(migrations.Migration):
    dependencies = [("digests", "0008_who_was_sent_it")]

    operations = [migrations.RunSQL(QUEUED, migrations.RunSQL.noop)]
