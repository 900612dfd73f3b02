"""The loop keeps all questions of a call, his earlier place, and until when an exchange has told what happened."""

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("phone", "0004_figures")]
    operations = [
        migrations.AddField("exchange", "heard_until", models.DateTimeField(null=True)),
        migrations.AddField("reservation", "over", models.BooleanField(default=False)),
        migrations.AddField("wait", "place", models.DateTimeField(null=True)),
        migrations.RemoveField("wait", "question"),
        migrations.AddField("wait", "questions", ArrayField(models.CharField(max_length=120), default=list)),
    ]
