"""A mail keeps what our mail server found of its origin, and which message it became; letters are counted by address."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("mail", "0005_answers"),
        ("orders", "0011_pieces_of_a_mail"),
    ]

    operations = [
        migrations.AddField(
            "rawmail", "spf", models.CharField(blank=True, db_default="", default="", max_length=20)
        ),
        migrations.AddField(
            "rawmail", "dkim", models.CharField(blank=True, db_default="", default="", max_length=20)
        ),
        migrations.AddField(
            "rawmail", "dmarc", models.CharField(blank=True, db_default="", default="", max_length=20)
        ),
        migrations.AddField(
            "rawmail",
            "said",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="raw_mails",
                to="orders.message",
            ),
        ),
        migrations.AddIndex(
            "outgoingmail",
            models.Index(
                condition=models.Q(("automatic", True)),
                fields=["recipient", "created_at"],
                name="mail_by_itself",
            ),
        ),
    ]
