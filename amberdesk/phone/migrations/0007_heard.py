"""Since when an exchange is heard at all, since when it tells of no call, and whether that is why it counts as lost."""

from django.db import migrations, models

KNOWN = """
UPDATE phone_exchange x SET
    heard_since = LEAST(told_at, (SELECT min(c.offered_at) FROM phone_call c WHERE c.exchange_id = x.id)),
    quiet_since = told_at, silent = (lost_at IS NOT NULL AND kind IN ('api', 'cti'))
 WHERE told_at IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [("phone", "0006_owed_and_rare")]
    operations = [
        migrations.AddField("exchange", "heard_since", models.DateTimeField(null=True)),
        migrations.AddField("exchange", "quiet_since", models.DateTimeField(null=True)),
        migrations.AddField("exchange", "silent", models.BooleanField(default=False, db_default=False)),
        migrations.RunSQL(KNOWN, migrations.RunSQL.noop),
    ]
