"""Figures that are kept, so that no page counts orders."""

from django.db import models
from django.db.models import Q

from amberdesk.customers.models import Network


class DayFigure(models.Model):
    """One network's day, by its calendar date. A dirty day is reckoned again from the orders soon."""

    network = models.ForeignKey(Network, models.CASCADE)
    day = models.DateField()
    placed = models.PositiveIntegerField(default=0)  # all that were reported, however they ended
    by_form = models.PositiveIntegerField(default=0)
    by_hotline = models.PositiveIntegerField(default=0)
    by_mail = models.PositiveIntegerField(default=0)
    resolved = models.PositiveIntegerField(default=0)  # all that were solved on that day and stand so
    failures = models.PositiveIntegerField(default=0)  # of these the technical problems, which are one of:
    solved_l1 = models.PositiveIntegerField(default=0)
    solved_l2_duty = models.PositiveIntegerField(default=0)
    solved_escalated = models.PositiveIntegerField(default=0)
    first_contact = models.PositiveIntegerField(default=0)
    in_time = models.PositiveIntegerField(default=0)  # solved within the solution target
    late = models.PositiveIntegerField(default=0)
    minutes_worked = models.PositiveIntegerField(default=0)
    dirty = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["network", "day"], name="day_figure_once")]
        indexes = [models.Index(fields=["network", "day"], condition=Q(dirty=True), name="day_figure_dirty")]

    def __str__(self) -> str:
        return f"{self.network} {self.day}"
