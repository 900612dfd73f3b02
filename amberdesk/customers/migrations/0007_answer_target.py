"""Agreements say within how many seconds a call is answered."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("customers", "0006_contract_in_full")]
    operations = [
        migrations.AddField("agreementversion", "answer_within_seconds", models.PositiveSmallIntegerField(default=20)),
    ]
