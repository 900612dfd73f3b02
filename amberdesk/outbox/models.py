"""The journal and the two queues behind it."""

from django.db import models
from django.db.models import Q


class Event(models.Model):
    """A fact that happened. Written once, never changed: history, audit trail and trigger in one.

    A database trigger numbers the events of a subject, chains their hashes and refuses UPDATE and DELETE.
    `data` holds ids and codes only, never personal text.
    """

    subject = models.CharField(max_length=60)  # "order:12"
    seq = models.PositiveIntegerField()  # 1, 2, 3 ... per subject, set by the trigger
    kind = models.CharField(max_length=60)
    version = models.PositiveSmallIntegerField(default=1)  # of the kind's data
    at = models.DateTimeField()  # when it happened
    recorded_at = models.DateTimeField()  # when it was written, set by the trigger
    actor_kind = models.CharField(max_length=10)
    actor_id = models.BigIntegerField(null=True)
    acting_as = models.CharField(max_length=10, blank=True)
    origin = models.CharField(max_length=40, blank=True)  # "web", "api", "job": from where
    data = models.JSONField(default=dict)
    previous = models.BinaryField(null=True)  # hash of the subject's event before this one
    hash = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject", "seq"], name="event_seq_once")]

    def __str__(self) -> str:
        return f"{self.subject} {self.seq} {self.kind}"


class Pending(models.Model):
    """An event that has not been handed to its subscribers yet."""

    event_id = models.BigIntegerField(primary_key=True)

    def __str__(self) -> str:
        return f"event {self.event_id}"


class Delivery(models.Model):
    """One event on its way to one subscriber. Gone when delivered; kept with `dead_at` when given up."""

    event = models.ForeignKey(Event, models.CASCADE, db_constraint=False)
    lane = models.CharField(max_length=20)
    subscriber = models.CharField(max_length=120)
    due_at = models.DateTimeField()  # a taken delivery is due again when its lease ends
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)
    dead_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["lane", "due_at", "id"], condition=Q(dead_at=None), name="delivery_due")
        ]

    def __str__(self) -> str:
        return f"{self.subscriber} <- event {self.event_id}"


class Tick(models.Model):
    """When a job of the timetable is due next. One row a job; taken by whichever worker comes first."""

    job = models.CharField(max_length=120, primary_key=True)
    due_at = models.DateTimeField()
    ran_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.job
