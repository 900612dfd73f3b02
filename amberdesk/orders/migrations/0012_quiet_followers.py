"""Who may be a machine, or whose name another has used, is written to by people alone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0011_pieces_of_a_mail")]

    operations = [
        migrations.AddField("participant", "quiet", models.BooleanField(default=False, db_default=False))
    ]
