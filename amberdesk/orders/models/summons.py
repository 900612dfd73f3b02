"""Somebody is wanted for an order, and has to say so."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from amberdesk.orders.models.order import Order
from amberdesk.people.models import Person


class Summons(models.Model):
    """People are called one after the other until one of them accepts. Each step is in the journal of the order.

    ended: "" nobody has accepted; "accepted"; "over": it no longer matters
    """

    order = models.ForeignKey(Order, models.CASCADE, related_name="summonses", db_index=False)
    cause = models.CharField(max_length=10)  # summons.CAUSES
    target = models.CharField(max_length=10, blank=True)  # whose clock; "" for an urgent order
    event_id = models.BigIntegerField(unique=True)  # that it began with
    opened_at = models.DateTimeField()
    called = ArrayField(models.BigIntegerField(), default=list)  # who, the first first
    due_at = models.DateTimeField(null=True)  # when the next one is called; None: nobody is
    unanswered_at = models.DateTimeField(null=True)  # when there was nobody left to call
    ended = models.CharField(max_length=10, blank=True)
    ended_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["order"], condition=Q(due_at__isnull=False), name="summons_one_at_a_time"
            ),
            models.CheckConstraint(condition=Q(ended="") | Q(due_at=None), name="summons_ended_calls_nobody"),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="summons_due"),
            models.Index(fields=["order"], condition=Q(ended=""), name="summons_open"),
        ]

    def __str__(self) -> str:
        return f"{self.cause} {self.target} of order {self.order_id}"
