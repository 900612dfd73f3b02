"""An order knows its lane on the board; one index serves every column of it."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0001_initial"),
        ("orders", "0002_viewers_unlogged"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="order",
            name="order_board",
        ),
        migrations.AddField(
            model_name="order",
            name="lane",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Case(
                    models.When(
                        models.Q(("state__in", ["new", "assigned", "in_progress", "waiting"]), _negated=True),
                        then=models.Value(""),
                    ),
                    models.When(state="waiting", then=models.Value("wait")),
                    models.When(state="new", then=models.Value("check"), verified_at=None),
                    models.When(assignee=None, level="L1", then=models.Value("L1_free")),
                    models.When(assignee=None, level="L2", then=models.Value("L2_free")),
                    models.When(assignee=None, level="L3", then=models.Value("L3_free")),
                    default=models.F("level"),
                ),
                output_field=models.CharField(max_length=8),
            ),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                condition=models.Q(("state__in", ["new", "assigned", "in_progress", "waiting"])),
                fields=["network", "lane", "due_at", "id"],
                name="order_board",
            ),
        ),
    ]
