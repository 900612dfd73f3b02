"""A signed delivery is taken once."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("phone", "0007_heard")]
    operations = [
        migrations.AddField(
            "delivery", "signature", models.CharField(max_length=80, blank=True, default="", db_default="")
        ),
        migrations.AddConstraint(
            "delivery",
            models.UniqueConstraint(
                fields=["exchange", "signature"], condition=~Q(signature=""), name="phone_delivery_signed_once"
            ),
        ),
    ]
