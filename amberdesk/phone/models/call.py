"""A call as it was: reckoned from what was told (calls.py), and how our people ended it."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from amberdesk.customers.models import Contact, Network, Site
from amberdesk.orders.models import Order
from amberdesk.people.models import Person
from amberdesk.phone.models.hotline import Exchange, Hotline


class Call(models.Model):
    """One contact attempt by phone, whatever became of it. Topic: call:<id>."""

    key = models.CharField(max_length=120, unique=True)  # "<exchange's code>:<the source's id>"
    exchange = models.ForeignKey(Exchange, models.PROTECT, db_index=False)
    hotline = models.ForeignKey(
        Hotline, models.PROTECT, null=True, db_index=False
    )  # None: a number nobody knows
    network = models.ForeignKey(Network, models.PROTECT, null=True, db_index=False)
    coarse = models.BooleanField(default=False)

    # reckoned from what was told
    number = models.CharField(max_length=40, blank=True)  # dialled, as told
    caller = models.CharField(max_length=40, blank=True)  # E.164 where it can be read, else as told
    caller_name = models.CharField(max_length=120, blank=True)
    offered_at = models.DateTimeField()
    queued_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, default="open")  # happenings.Outcome
    reason = models.CharField(max_length=10, blank=True)  # happenings.Reason
    ended_by = models.CharField(max_length=10, blank=True)  # happenings.By
    target = models.CharField(max_length=80, blank=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)
    wait_ms = models.PositiveIntegerField(null=True)
    talk_ms = models.PositiveIntegerField(null=True)
    wrap_ms = models.PositiveIntegerField(null=True)  # from the hang-up until he was free again

    # how it stood when it came
    duty = models.CharField(max_length=2, blank=True)  # who did L1's work; "" nobody
    found_free = models.BooleanField(null=True)  # somebody was free; None: no data

    # what our people made of it
    site = models.ForeignKey(Site, models.PROTECT, null=True, db_index=False)
    contact = models.ForeignKey(Contact, models.SET_NULL, null=True, db_index=False)
    order = models.ForeignKey(Order, models.PROTECT, null=True, related_name="calls")
    ending = models.CharField(max_length=10, blank=True)  # endings.Ending; "" not said yet
    ending_reason = models.CharField(max_length=20, blank=True)  # of "no order"
    ended_with = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)
    said_at = models.DateTimeField(null=True)  # when the ending was said

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(hotline=None) | Q(network__isnull=False), name="call_hotline_has_network"
            ),
        ]
        indexes = [
            models.Index(fields=["network", "-offered_at"], name="call_newest"),
            models.Index(fields=["-offered_at"], name="call_newest_of_all"),
            models.Index(fields=["caller", "-offered_at"], name="call_of_caller"),
            models.Index(
                fields=["site", "-offered_at"], condition=Q(site__isnull=False), name="call_of_site"
            ),
            models.Index(fields=["offered_at"], condition=Q(outcome="open"), name="call_open"),
            models.Index(
                fields=["offered_at"], condition=Q(outcome="answered", ended_at=None), name="call_talking"
            ),
            models.Index(
                fields=["answered_by", "-offered_at"],
                condition=Q(answered_by__isnull=False),
                name="call_of_person",
            ),
            models.Index(  # what lists are narrowed to and is rare: the network is read in the index
                fields=["outcome", "-offered_at", "network"],
                condition=~Q(outcome="answered"),
                name="call_of_outcome",
            ),
            models.Index(
                fields=["reason", "-offered_at", "network"], condition=~Q(reason=""), name="call_of_reason"
            ),
            models.Index(
                fields=["ending", "-offered_at", "network"], condition=~Q(ending=""), name="call_of_ending"
            ),
            models.Index(
                fields=["-offered_at", "network"],
                condition=Q(outcome="answered", ending=""),
                name="call_without_ending",
            ),
            GinIndex(fields=["caller"], opclasses=["gin_trgm_ops"], name="call_caller_trgm"),
        ]

    def __str__(self) -> str:
        return self.key


class Ring(models.Model):
    """One technician being rung for a call."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="rings")
    key = models.CharField(max_length=120)
    agent = models.CharField(max_length=80)
    person = models.ForeignKey(Person, models.PROTECT, null=True, db_index=False)
    started_at = models.DateTimeField()
    ringing_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    result = models.CharField(max_length=20, blank=True)  # happenings.Result; "" it rings, or nobody knows
    ring_ms = models.PositiveIntegerField(null=True)
    rang_ms = models.PositiveIntegerField(null=True)
    missed = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["call", "key"], name="ring_once")]
        indexes = [models.Index(fields=["person", "-started_at"], name="ring_of_person")]

    def __str__(self) -> str:
        return f"{self.agent} {self.result}"


class Segment(models.Model):
    """One person's part of the talk."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="segments")
    agent = models.CharField(max_length=80)
    person = models.ForeignKey(Person, models.PROTECT, null=True, db_index=False)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["person", "-started_at"], name="segment_of_person")]

    def __str__(self) -> str:
        return f"{self.agent} {self.started_at:%H:%M:%S}"
