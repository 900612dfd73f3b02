"""The loop keeps what it answered, when a call may be rung again, and which ring a technician is reserved for."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("phone", "0002_callbacks_once")]
    operations = [
        migrations.AddField("hotline", "elsewhere", models.CharField(blank=True, default="", max_length=20)),
        migrations.AddField("wait", "duty", models.CharField(blank=True, default="", max_length=2)),
        migrations.AddField("wait", "found_free", models.BooleanField(default=False)),
        migrations.AddField("wait", "rest_until", models.DateTimeField(null=True)),
        migrations.AddField("wait", "ringing", models.BooleanField(default=False)),
        migrations.AddField("wait", "question", models.CharField(blank=True, default="", max_length=120)),
        migrations.AddField("wait", "answer", models.JSONField(default=dict)),
        migrations.RemoveField("wait", "said_ms"),
        migrations.AddField("wait", "said_minutes", models.PositiveSmallIntegerField(null=True)),
        migrations.AddField("reservation", "ring", models.CharField(blank=True, default="", max_length=120)),
        migrations.AddField("reservation", "wrap_up", models.BooleanField(default=False)),
    ]
