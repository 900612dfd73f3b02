import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

PERSON = models.Func(
    "person_id",
    "person_id",
    models.Value("[]"),
    function="int8range",
    output_field=django.contrib.postgres.fields.ranges.BigIntegerRangeField(),
)
TIME = models.Func(
    "starts_at",
    "ends_at",
    function="tstzrange",
    output_field=django.contrib.postgres.fields.ranges.DateTimeRangeField(),
)


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("rosters", "0002_shifts_apart"),
    ]

    operations = [
        migrations.AddField(
            model_name="shift", name="checked_at", field=models.DateTimeField(null=True)
        ),
        migrations.RemoveConstraint(model_name="shift", name="shifts_of_a_person_apart"),
        migrations.AddConstraint(
            model_name="shift",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                name="shifts_of_a_person_apart",
                expressions=[(PERSON, "&&"), (TIME, "&&")],
                deferrable=models.Deferrable["IMMEDIATE"],
            ),
        ),
        migrations.CreateModel(
            name="Feed",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("epoch", models.PositiveIntegerField(default=0)),
                ("active", models.BooleanField(default=True)),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
    ]
