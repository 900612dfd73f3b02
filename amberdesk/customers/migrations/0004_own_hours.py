"""A site may have opening hours of its own."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("customers", "0003_retention")]
    operations = [
        migrations.AddField(
            model_name="site",
            name="own_hours",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="own_of",
                to="customers.calendar",
            ),
        ),
    ]
