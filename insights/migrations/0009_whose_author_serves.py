"""Whose role changes, however, leaves a row for each of their public words: these are counted otherwise from now on.

The words are locked first and not changed. So a reader that is busy with them has taken its rows out of the queue
before these come in, and words that are being published are seen.
"""

from django.db import migrations

SERVES = """
CREATE FUNCTION insights_author_serves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM contributions_contribution WHERE author_id = new.id ORDER BY id FOR NO KEY UPDATE;
    INSERT INTO insights_unread (contribution_id)
    SELECT id FROM contributions_contribution WHERE author_id = new.id AND state = 'published'
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE TRIGGER unread_when_serving AFTER UPDATE OF role, served_until ON accounts_user
    FOR EACH ROW WHEN (new.role <> old.role OR new.served_until IS DISTINCT FROM old.served_until)
    EXECUTE FUNCTION insights_author_serves();
"""
NO_SERVES = """
DROP TRIGGER unread_when_serving ON accounts_user;
DROP FUNCTION insights_author_serves();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_served_until"),
        ("contributions", "0005_taken_back_words_are_erased"),
        ("insights", "0008_readings_are_checked_at_once"),
    ]

    operations = [migrations.RunSQL(SERVES, NO_SERVES)]
