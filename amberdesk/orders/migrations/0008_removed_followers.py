"""Who follows an order can be removed from it; what he said stays his."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0007_reported_and_unread")]
    operations = [
        migrations.AddField(
            model_name="participant",
            name="removed_at",
            field=models.DateTimeField(null=True),
        ),
    ]
