"""Letters that confirm are told from others, and a mailbox knows what goes round in it."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("mail", "0007_held_by_people")]

    operations = [
        migrations.AddField("outgoingmail", "confirms", models.BooleanField(default=False, db_default=False)),
        migrations.RemoveIndex("outgoingmail", "mail_by_itself"),
        migrations.AddIndex(
            "outgoingmail",
            models.Index(fields=["recipient", "created_at"], condition=Q(confirms=True), name="mail_confirms"),
        ),
        migrations.AddField(
            "mailbox",
            "going_round",
            models.JSONField(default=list, db_default=models.Value([], models.JSONField())),
        ),
    ]
