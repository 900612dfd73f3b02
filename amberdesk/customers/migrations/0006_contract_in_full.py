"""Calendars know their country and trading Sundays; versions of agreements say all that a contract says."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("customers", "0005_branding")]
    operations = [
        migrations.AddField("calendar", "country", models.CharField(blank=True, max_length=2, default=""), preserve_default=False),
        migrations.AddField("calendarrevision", "trading_sundays", models.BooleanField(default=False)),
        migrations.AddField("agreementversion", "pauses_only", models.JSONField(default=dict)),
        migrations.AddField("agreementversion", "target_words", models.JSONField(default=dict)),
        migrations.AddField("agreementversion", "escalation", models.JSONField(default=list)),
        migrations.AddField("agreementversion", "accept_within_minutes", models.PositiveSmallIntegerField(null=True)),
        migrations.AddField("agreementversion", "overflow_waiting", models.PositiveSmallIntegerField(null=True)),
        migrations.AddField("agreementversion", "overflow_minutes", models.PositiveSmallIntegerField(null=True)),
        migrations.AddField("targetrow", "monthly_share", models.DecimalField(decimal_places=1, max_digits=4, null=True)),
        migrations.AddField("targetrow", "late_minutes", models.PositiveIntegerField(null=True)),
    ]
