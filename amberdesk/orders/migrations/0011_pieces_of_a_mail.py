"""A message that came by mail keeps what it quotes and its signature."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0010_summons")]

    operations = [migrations.AddField("message", "pieces", models.JSONField(null=True))]
