"""Teams, shifts and presence."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import BigIntegerRangeField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from amberdesk.customers.codes import Level
from amberdesk.customers.models import Network
from amberdesk.people.models import Person

LEVELS = [(x.value, x.value) for x in Level]
# as ranges, for equality of integers under GiST needs an extension
ONE_PERSON = Func(
    "person_id", "person_id", Value("[]"), function="int8range", output_field=BigIntegerRangeField()
)
TIME = Func("starts_at", "ends_at", function="tstzrange", output_field=DateTimeRangeField())


class Team(models.Model):
    """Technicians of one level for one or more networks."""

    name = models.CharField(max_length=80, unique=True)
    level = models.CharField(max_length=2, choices=LEVELS)
    networks = models.ManyToManyField(Network, related_name="teams")
    active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A technician in a team. One L2 member may lead the team's networks (prowadzący)."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="memberships")
    person = models.ForeignKey(Person, models.CASCADE, related_name="memberships")
    is_lead = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "person"], name="membership_once")]

    def __str__(self) -> str:
        return f"{self.person} · {self.team}"


class Shift(models.Model):
    """One person at work or on call from one instant to another. No networks: all of the person's teams."""

    person = models.ForeignKey(Person, models.PROTECT)
    level = models.CharField(max_length=2, choices=LEVELS)
    networks = models.ManyToManyField(Network, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    kind = models.CharField(max_length=8, default="work")  # "work" (zmiana), "standby" (dyżur)
    number = models.CharField(max_length=20, blank=True)  # the number rung then, E.164; empty: the person's
    checked_at = models.DateTimeField(null=True)  # when it was looked whether the person has come

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="shift_has_length"),
            ExclusionConstraint(
                name="shifts_of_a_person_apart",
                expressions=[(ONE_PERSON, RangeOperators.OVERLAPS), (TIME, RangeOperators.OVERLAPS)],
                deferrable=models.Deferrable.IMMEDIATE,  # two people swap in one transaction
            ),
        ]
        indexes = [models.Index(fields=["starts_at", "ends_at"], name="shift_times")]

    def __str__(self) -> str:
        return f"{self.person} {self.starts_at:%Y-%m-%d %H:%M}"


class Presence(models.Model):
    """What a technician does now. Journal subject: person:<id>."""

    person = models.OneToOneField(Person, models.CASCADE)
    status = models.CharField(max_length=10, default="off")
    since = models.DateTimeField()
    why = models.CharField(
        max_length=10, blank=True, default=""
    )  # "missed": the machine set it for missed calls

    def __str__(self) -> str:
        return f"{self.person} {self.status}"


class Feed(models.Model):
    """A person's shifts for a calendar program, by a link without a password (key letter "r")."""

    person = models.OneToOneField(Person, models.CASCADE)
    epoch = models.PositiveIntegerField(default=0)  # only goes up: an old link never works again
    active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return f"{self.person} {self.epoch}"
