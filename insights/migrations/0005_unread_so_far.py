from django.db import migrations

QUEUE = """
INSERT INTO insights_unread (contribution_id)
SELECT c.id FROM contributions_contribution c LEFT JOIN insights_reading r ON r.contribution_id = c.id
WHERE CASE WHEN c.state = 'published' THEN r.touched_at IS DISTINCT FROM c.touched_at
           ELSE r.contribution_id IS NOT NULL END
ON CONFLICT DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [("insights", "0004_unread_words")]

    operations = [migrations.RunSQL(QUEUE, migrations.RunSQL.noop)]
