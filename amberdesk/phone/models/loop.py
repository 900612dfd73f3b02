"""Where the loop stands now: who waits, and who is rung for whom. Rows of calls that run, gone with them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from amberdesk.people.models import Person
from amberdesk.phone.models.hotline import Hotline


class Wait(models.Model):
    """A caller for whom somebody is sought: he waits, or phones ring for him."""

    call_key = models.CharField(max_length=120, primary_key=True)
    hotline = models.ForeignKey(Hotline, models.CASCADE)
    since = models.DateTimeField()
    asked_at = models.DateTimeField()  # the exchange asked last
    handle = models.CharField(max_length=80, blank=True)  # how the exchange takes a push; "" it takes none
    ringing = models.BooleanField(default=False)  # phones ring for him just now
    rung = ArrayField(models.BigIntegerField(), default=list)  # people rung in this lap, in order
    lap = models.PositiveSmallIntegerField(default=0)
    rest_until = models.DateTimeField(null=True)  # nobody is rung twice before: the last ring's full time
    said_minutes = models.PositiveSmallIntegerField(
        null=True
    )  # the expected wait that was said: it never rises
    said_position = models.PositiveSmallIntegerField(
        null=True
    )  # the place that was said: it never rises either
    caller = models.CharField(max_length=40, blank=True)
    duty = models.CharField(max_length=2, blank=True, default="")  # who did L1's work when he came
    found_free = models.BooleanField(default=False)  # somebody was free when he came
    place = models.DateTimeField(
        null=True
    )  # since when he stands in the queue, where that is longer: an earlier call
    questions = ArrayField(
        models.CharField(max_length=120), default=list
    )  # their ids; asked again, they get the
    answer = models.JSONField(default=dict)  # last one's answer

    class Meta:
        indexes = [models.Index(fields=["hotline", "since"], name="wait_queue")]

    def __str__(self) -> str:
        return self.call_key


class Settled(models.Model):
    """A call for which nobody is sought any more: a question about it that comes twice gets its answer, and takes nobody."""

    call_key = models.CharField(max_length=120, primary_key=True)
    questions = ArrayField(models.CharField(max_length=120))
    answer = models.JSONField()
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.call_key


class Reservation(models.Model):
    """A technician who is rung for, talks in, or writes up one call: he is rung for no other, of whatever network."""

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True)
    call_key = models.CharField(max_length=120, db_index=True)
    since = models.DateTimeField()
    until = models.DateTimeField()  # a ring that nobody told the end of holds nobody longer
    talking = models.BooleanField(default=False)
    wrap_up = models.BooleanField(default=False)  # the talk is over: he writes it up until `until`
    over = models.BooleanField(
        default=False
    )  # the exchange has asked again: nothing rings for the call any more
    ring = models.CharField(max_length=120, blank=True, default="")  # the key of the ring, while he is rung

    def __str__(self) -> str:
        return f"{self.person_id} {self.call_key}"
