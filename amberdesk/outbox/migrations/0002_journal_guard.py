"""The journal's walls, and the two extensions that indexes and search need."""

from django.db import migrations

from amberdesk.outbox.guard import INSTALL, REMOVE

EXTENSIONS = "CREATE EXTENSION IF NOT EXISTS pg_trgm; CREATE EXTENSION IF NOT EXISTS unaccent;"
QUEUES = """
ALTER TABLE outbox_pending SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
ALTER TABLE outbox_delivery SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
"""


class Migration(migrations.Migration):
    dependencies = [("outbox", "0001_initial")]
    operations = [
        migrations.RunSQL(EXTENSIONS, migrations.RunSQL.noop),
        migrations.RunSQL(INSTALL, REMOVE),
        migrations.RunSQL(QUEUES, migrations.RunSQL.noop),
    ]
