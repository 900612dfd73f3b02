"""The last reading of an order's clocks."""

from django.db import models
from django.db.models import Q

from amberdesk.orders.models.order import Order


class Clock(models.Model):
    """One target of an order as it was last read. Never the truth: recomputing from the journal gives the same."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="clocks")
    target = models.CharField(max_length=10)  # customers.codes.Target
    limit = models.DurationField()
    state = models.CharField(max_length=16)  # clock.sla.State
    used = models.DurationField()  # up to `read_at`
    due_at = models.DateTimeField(null=True)
    breached_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField()
    check_at = models.DateTimeField(null=True)  # when the reading changes by itself: a warning or the breach
    announced = models.FloatField(default=0)  # the last of the reading's `crossed` that has been
    seq = models.PositiveIntegerField()  # the last event folded

    class Meta:
        constraints = [models.UniqueConstraint(fields=["order", "target"], name="clock_once")]
        indexes = [
            models.Index(fields=["check_at"], condition=Q(check_at__isnull=False), name="clock_check"),
            models.Index(
                fields=["order"],
                condition=Q(announced__gt=0, announced__lt=1, state="running"),
                name="clock_warned",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.target} of order {self.order_id}"
