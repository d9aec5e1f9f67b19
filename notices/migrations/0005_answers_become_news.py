from django.db import migrations

# What happened before counts as told: nobody is written to about the past.
FILL = """
INSERT INTO notices_news (answer_id, at, told_at)
SELECT answer_id, coalesce(published_at, notices_told.at), notices_told.at
FROM notices_told JOIN answers_answer ON answers_answer.id = answer_id;

INSERT INTO notices_news (petition_id, threshold_id, at, told_at)
SELECT petition_id, threshold_id, at, now() FROM petitions_reached;

INSERT INTO notices_news (petition_id, at, told_at)
SELECT contribution_id, coalesce(closed_at, now()), now() FROM petitions_petition WHERE state = 'closed';

INSERT INTO notices_news (consultation_id, at, told_at)
SELECT id, coalesce(closes_at, now()), now() FROM consultations_consultation WHERE state = 'closed';

INSERT INTO notices_recipient (email, frequency)
SELECT DISTINCT lower(email), 'at_once' FROM notices_notice ON CONFLICT DO NOTHING;

UPDATE notices_notice SET news_id = notices_news.id, recipient_id = notices_recipient.id
FROM notices_news, notices_recipient
WHERE notices_news.answer_id = notices_notice.answer_id
AND notices_recipient.email = lower(notices_notice.email);

DELETE FROM notices_notice WHERE news_id IS NULL OR recipient_id IS NULL;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("notices", "0004_news"),
    ]

    operations = [
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
