"""What was reported before a moment, and what is not answered, are found by indexes of their own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0006_tags")]
    operations = [
        migrations.AddIndex(
            model_name="order",
            index=models.Index(fields=["network", "state", "reported_at", "id"], name="order_reported"),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                condition=models.Q(("unread", True), ("flagged", True), _connector="OR"),
                fields=["network", "-id"],
                name="order_unread",
            ),
        ),
    ]
