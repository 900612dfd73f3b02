"""What people keep about screens: saved lists, and who has an order open."""

from django.db import models

from amberdesk.orders.models.order import Order
from amberdesk.people.models import Person


class SavedList(models.Model):
    """A named filter of the list, a person's own or (without owner) shared."""

    owner = models.ForeignKey(Person, models.CASCADE, null=True)
    name = models.CharField(max_length=80)
    query = models.CharField(max_length=500)  # as in the address of the list
    position = models.PositiveSmallIntegerField(default=100)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], nulls_distinct=False, name="saved_list_once")
        ]

    def __str__(self) -> str:
        return self.name


class Viewer(models.Model):
    """Somebody who has the order open. An UNLOGGED table: worth nothing after a crash."""

    order = models.ForeignKey(Order, models.CASCADE, db_constraint=False)
    person = models.ForeignKey(Person, models.CASCADE, db_constraint=False)
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["order", "person"], name="viewer_once")]

    def __str__(self) -> str:
        return f"{self.person_id} sees {self.order_id}"
