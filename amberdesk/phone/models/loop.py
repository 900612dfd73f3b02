"""Where the loop stands now: who waits, and who is rung for whom. Rows of calls that run, gone with them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from amberdesk.people.models import Person
from amberdesk.phone.models.hotline import Hotline


class Wait(models.Model):
    """A caller for whom somebody is sought."""

    call_key = models.CharField(max_length=120, primary_key=True)
    hotline = models.ForeignKey(Hotline, models.CASCADE)
    since = models.DateTimeField()
    asked_at = models.DateTimeField()  # the exchange asked last
    handle = models.CharField(
        max_length=80, blank=True
    )  # how the exchange takes a push; "" it rings just now
    rung = ArrayField(models.BigIntegerField(), default=list)  # people rung for this call, in order
    lap = models.PositiveSmallIntegerField(default=0)
    said_ms = models.PositiveIntegerField(null=True)  # the expected wait that was said: it never rises
    caller = models.CharField(max_length=40, blank=True)

    class Meta:
        indexes = [models.Index(fields=["hotline", "since"], name="wait_queue")]

    def __str__(self) -> str:
        return self.call_key


class Reservation(models.Model):
    """A technician who is rung for, or talks in, one call: in no other, of whatever network."""

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True)
    call_key = models.CharField(max_length=120, db_index=True)
    since = models.DateTimeField()
    until = models.DateTimeField()  # a ring that nobody told the end of holds nobody longer
    talking = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.person_id} {self.call_key}"
