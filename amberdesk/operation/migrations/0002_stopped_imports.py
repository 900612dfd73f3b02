"""An import can be stopped by a fault while it is written."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("operation", "0001_initial")]
    operations = [
        migrations.RemoveConstraint("importjob", "import_state_known"),
        migrations.AddConstraint(
            "importjob",
            models.CheckConstraint(
                condition=models.Q(
                    state__in=("checking", "writing", "checked", "written", "faulty", "stopped", "failed")
                ),
                name="import_state_known",
            ),
        ),
    ]
