"""Citizens of today who worked for the portal or an office, as far as what was kept tells.

Nobody wrote down when a role ended. Known is who accepted an invitation, who did something in the administration,
whose role was changed there, who decided about words and who moved an answer: for these it ended now, so that
nothing of their time is counted as the public's, and neither is what they wrote since. Not known is who did none
of that, and an official who closed the account without an answer: their words stay counted.

Their public words are counted again by `insights` (migration 10).
"""

from django.db import migrations

SERVED = """
UPDATE accounts_user SET served_until = now() WHERE role = 'citizen' AND id IN (
    SELECT accepted_by_id FROM accounts_invitation
    UNION SELECT user_id FROM django_admin_log
    UNION SELECT l.object_id::bigint FROM django_admin_log l
        JOIN django_content_type t ON t.id = l.content_type_id AND t.app_label = 'accounts' AND t.model = 'user'
        WHERE l.change_message LIKE '%"Role"%'
    UNION SELECT by_id FROM core_statechange
        WHERE kind = 'answers.answer'
        OR kind = 'contributions.contribution' AND after IN ('hidden', 'rejected')
)
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_served_until"),
        ("admin", "0003_logentry_add_action_flag_choices"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("contributions", "0005_taken_back_words_are_erased"),
        ("core", "0001_first_models"),
    ]

    operations = [migrations.RunSQL(SERVED, migrations.RunSQL.noop)]
