"""Figures that are kept, so that no page counts calls; and the boards on walls that show them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from amberdesk.customers.models import Network
from amberdesk.people.models import Person
from amberdesk.phone.models.hotline import Hotline


class DayMark(models.Model):
    """A call of that instant changed: its day is reckoned again. Only added and taken away, so nobody waits for it."""

    network = models.ForeignKey(Network, models.CASCADE, db_index=False, db_constraint=False)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.network_id} {self.at:%Y-%m-%d}"


class HalfHour(models.Model):
    """A hotline's calls by the half hour in which they were offered (figures.Tally)."""

    network = models.ForeignKey(Network, models.CASCADE, db_index=False)
    hotline = models.ForeignKey(Hotline, models.CASCADE, db_index=False)
    starts_at = models.DateTimeField()
    offered = models.PositiveIntegerField(default=0)
    open = models.PositiveIntegerField(default=0)
    answered = models.PositiveIntegerField(default=0)
    callback = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    redirected = models.PositiveIntegerField(default=0)
    abandoned = models.PositiveIntegerField(default=0)
    incomplete = models.PositiveIntegerField(default=0)
    short = models.PositiveIntegerField(default=0)
    within = models.PositiveIntegerField(default=0)
    timed = models.PositiveIntegerField(default=0)
    answer_ms = models.PositiveBigIntegerField(default=0)
    talks = models.PositiveIntegerField(default=0)
    talk_ms = models.PositiveBigIntegerField(default=0)
    wraps = models.PositiveIntegerField(default=0)
    wrap_ms = models.PositiveBigIntegerField(default=0)
    coarse = models.PositiveIntegerField(default=0)
    asked_free = models.PositiveIntegerField(default=0)
    found_free = models.PositiveIntegerField(default=0)
    waits = ArrayField(models.BigIntegerField(), default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hotline", "starts_at"], name="half_hour_once")]
        indexes = [models.Index(fields=["network", "starts_at"], name="half_hour_of_network")]

    def __str__(self) -> str:
        return f"{self.hotline_id} {self.starts_at:%Y-%m-%d %H:%M}"


class PersonDay(models.Model):
    """A technician's calls of one network on a day of its calendar."""

    network = models.ForeignKey(Network, models.CASCADE, db_index=False)
    person = models.ForeignKey(Person, models.CASCADE)
    day = models.DateField()
    rung = models.PositiveIntegerField(default=0)
    answered = models.PositiveIntegerField(default=0)
    missed = models.PositiveIntegerField(default=0)  # rang its time and was not answered
    refused = models.PositiveIntegerField(default=0)  # busy, declined, unreachable
    talks = models.PositiveIntegerField(default=0)
    talk_ms = models.PositiveBigIntegerField(default=0)
    wrap_ms = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["network", "day", "person"], name="person_day_once")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.day}"


class StatusDay(models.Model):
    """How long a technician had each status on a day of the company's calendar; a day without a row: no data."""

    person = models.ForeignKey(Person, models.CASCADE, db_index=False)
    day = models.DateField()
    lengths = models.JSONField(default=dict)  # status -> milliseconds

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "day"], name="status_day_once")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.day}"


class CoverDay(models.Model):
    """How much of a day's covered time somebody was free to take the network's calls (availability.Availability)."""

    network = models.ForeignKey(Network, models.CASCADE, db_index=False)
    day = models.DateField()
    covered_ms = models.PositiveIntegerField()
    free_ms = models.PositiveIntegerField()
    unknown_ms = models.PositiveIntegerField()
    nobody = models.JSONField(default=list)  # stretches: [[from, until], ...]
    read_until = models.DateTimeField()  # a day is read again each minute until it is over

    class Meta:
        constraints = [models.UniqueConstraint(fields=["network", "day"], name="cover_day_once")]

    def __str__(self) -> str:
        return f"{self.network_id} {self.day}"


class Wallboard(models.Model):
    """A board on a wall: some networks' hotlines, by a link without a password (key letter "w")."""

    name = models.CharField(max_length=80)
    networks = models.ManyToManyField(Network)
    epoch = models.PositiveIntegerField(default=1)  # only goes up: an old link never works again
    active = models.BooleanField(default=True)
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.name
