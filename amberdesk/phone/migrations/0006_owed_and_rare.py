"""Promises to ring back that are late are told of; lists of what is rare among calls are read by an index."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("phone", "0005_places")]
    operations = [
        migrations.AddField("callback", "overdue_at", models.DateTimeField(null=True)),
        migrations.AddIndex(
            "call",
            models.Index(
                fields=["outcome", "-offered_at", "network"],
                condition=~Q(outcome="answered"),
                name="call_of_outcome",
            ),
        ),
        migrations.AddIndex(
            "call",
            models.Index(
                fields=["reason", "-offered_at", "network"], condition=~Q(reason=""), name="call_of_reason"
            ),
        ),
        migrations.AddIndex(
            "call",
            models.Index(
                fields=["ending", "-offered_at", "network"], condition=~Q(ending=""), name="call_of_ending"
            ),
        ),
        migrations.AddIndex(
            "call",
            models.Index(
                fields=["-offered_at", "network"],
                condition=Q(outcome="answered", ending=""),
                name="call_without_ending",
            ),
        ),
        migrations.AddIndex(
            "callback",
            models.Index(
                fields=["due_at"], condition=Q(state="open", overdue_at=None), name="callback_not_told"
            ),
        ),
    ]
