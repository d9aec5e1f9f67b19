from django.db import migrations

# That the words of a reading exist is looked up while it is written, as the machine reads on, and not for
# thousands at the end. Where a transaction wants it later, as for loading data, it can still ask.
AT = """
DO $$ BEGIN EXECUTE (
    SELECT format('ALTER TABLE insights_reading ALTER CONSTRAINT %I DEFERRABLE INITIALLY {when}', conname)
    FROM pg_constraint WHERE conrelid = 'insights_reading'::regclass AND contype = 'f'
); END $$
"""


class Migration(migrations.Migration):
    dependencies = [("insights", "0007_pictures_carried_on")]

    operations = [migrations.RunSQL(AT.format(when="IMMEDIATE"), AT.format(when="DEFERRED"))]
