"""The newest orders of a device are found by an index; three that others contain are gone."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0005_branding"),
        ("orders", "0008_removed_followers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="order",
            name="device",
            field=models.ForeignKey(
                db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, to="customers.device"
            ),
        ),
        migrations.AlterField(
            model_name="order",
            name="network",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, to="customers.network"
            ),
        ),
        migrations.AlterField(
            model_name="order",
            name="site",
            field=models.ForeignKey(
                db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, to="customers.site"
            ),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(fields=["device", "placed_at"], name="order_device"),
        ),
    ]
