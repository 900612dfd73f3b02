"""A status that the machine set says why."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("rosters", "0003_duty_in_life")]
    operations = [
        migrations.AddField("presence", "why", models.CharField(blank=True, default="", max_length=10)),
    ]
