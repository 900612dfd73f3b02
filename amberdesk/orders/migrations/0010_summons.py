"""Somebody who is wanted for an order is called, and the next one unless he accepts."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0009_orders_of_a_device"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="order",
            name="called_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.CreateModel(
            name="Summons",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("cause", models.CharField(max_length=10)),
                ("target", models.CharField(blank=True, max_length=10)),
                ("event_id", models.BigIntegerField(unique=True)),
                ("opened_at", models.DateTimeField()),
                (
                    "called",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
                ("due_at", models.DateTimeField(null=True)),
                ("unanswered_at", models.DateTimeField(null=True)),
                ("ended", models.CharField(blank=True, max_length=10)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "accepted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="summonses",
                        to="orders.order",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("due_at__isnull", False)), fields=["due_at"], name="summons_due"
                    ),
                    models.Index(condition=models.Q(("ended", "")), fields=["order"], name="summons_open"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("due_at__isnull", False)),
                        fields=("order",),
                        name="summons_one_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ended", ""), ("due_at", None), _connector="OR"),
                        name="summons_ended_calls_nobody",
                    ),
                ],
            },
        ),
    ]
