"""Lists by age are taken state by state from one index."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0001_initial"),
        ("orders", "0003_board_lanes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="order",
            name="order_network_newest",
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(fields=["network", "state", "-id"], name="order_newest"),
        ),
    ]
