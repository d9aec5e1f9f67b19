"""Whoever writes, edits, publishes, hides or withdraws words, however, leaves a row for the reader.

The database does it, so that no way past our own code is missed and `contributions` need not know of it. The
row is committed with the words themselves: a transaction that lasts an hour is read when it ends.
"""

import django.db.models.deletion
from django.db import migrations, models

TABLE = "insights_unread"
REFERENCE = f"""
ALTER TABLE {TABLE} ADD CONSTRAINT unread_words_exist
    FOREIGN KEY (contribution_id) REFERENCES contributions_contribution (id) ON DELETE CASCADE
"""
TOUCHED = f"""
CREATE FUNCTION insights_words_touched() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO {TABLE} (contribution_id) VALUES (new.id) ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE TRIGGER unread_when_written AFTER INSERT ON contributions_contribution
    FOR EACH ROW WHEN (new.state = 'published') EXECUTE FUNCTION insights_words_touched();
CREATE TRIGGER unread_when_touched AFTER UPDATE OF state, touched_at ON contributions_contribution
    FOR EACH ROW WHEN (
        (new.state = 'published' OR old.state = 'published')
        AND (new.state <> old.state OR new.touched_at <> old.touched_at)
    ) EXECUTE FUNCTION insights_words_touched();
"""
LOST = f"""
CREATE FUNCTION insights_readings_lost() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO {TABLE} (contribution_id)
    SELECT c.id FROM lost JOIN contributions_contribution c ON c.id = lost.contribution_id
    WHERE c.state = 'published' ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE TRIGGER unread_when_lost AFTER DELETE ON insights_reading REFERENCING OLD TABLE AS lost
    FOR EACH STATEMENT EXECUTE FUNCTION insights_readings_lost();
"""
NO_TOUCHED = """
DROP TRIGGER unread_when_written ON contributions_contribution;
DROP TRIGGER unread_when_touched ON contributions_contribution;
DROP FUNCTION insights_words_touched();
"""
NO_LOST = """
DROP TRIGGER unread_when_lost ON insights_reading;
DROP FUNCTION insights_readings_lost();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("contributions", "0002_translated_propositions"),
        ("insights", "0003_populations"),
    ]

    operations = [
        migrations.CreateModel(
            name="Unread",
            fields=[
                (
                    "contribution",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="unread",
                        serialize=False,
                        to="contributions.contribution",
                    ),
                ),
            ],
            options={"verbose_name": "unread text", "verbose_name_plural": "unread texts"},
        ),
        migrations.RunSQL(REFERENCE, f"ALTER TABLE {TABLE} DROP CONSTRAINT unread_words_exist"),
        migrations.RunSQL(TOUCHED, NO_TOUCHED),
        migrations.RunSQL(LOST, NO_LOST),
    ]
