"""Networks and the company have a colour and a logo."""

import django.db.models.deletion
from django.db import migrations, models

import amberdesk.customers.models.branding


class Migration(migrations.Migration):
    dependencies = [("customers", "0004_own_hours")]
    operations = [
        migrations.CreateModel(
            name="Branding",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("colour", models.CharField(blank=True, max_length=7)),
                ("logo", models.BinaryField(null=True)),
                ("wording", models.JSONField(default=dict)),
                (
                    "key",
                    models.CharField(
                        default=amberdesk.customers.models.branding.new_key, max_length=32, unique=True
                    ),
                ),
                (
                    "network",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="branding",
                        to="customers.network",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("network",), name="branding_once", nulls_distinct=False)
                ]
            },
        ),
    ]
