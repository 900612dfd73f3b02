"""Promises to ring back."""

from django.db import models
from django.db.models import Q

from amberdesk.customers.models import Contact, Network, Site
from amberdesk.orders.models import Order
from amberdesk.people.models import Person
from amberdesk.phone.models.call import Call


class CallBack(models.Model):
    """A promise to ring somebody back. Topic: callbacks:<network id>. None disappears: it is open, done or dropped."""

    call = models.OneToOneField(Call, models.PROTECT, null=True, related_name="callback")  # what it came from
    network = models.ForeignKey(Network, models.PROTECT, db_index=False)
    site = models.ForeignKey(Site, models.PROTECT, null=True, db_index=False)
    contact = models.ForeignKey(Contact, models.SET_NULL, null=True, db_index=False)
    order = models.ForeignKey(Order, models.PROTECT, null=True, db_index=False)
    number = models.CharField(max_length=40, blank=True)  # empty: the caller hid it
    cause = models.CharField(max_length=10)  # "asked", "abandoned", "rejected", "promised" by us
    owner = models.ForeignKey(Person, models.PROTECT, null=True, related_name="callbacks")  # owed.owner_of
    level = models.CharField(max_length=2)  # who is to ring
    due_at = models.DateTimeField()
    overdue_at = models.DateTimeField(null=True)  # when somebody was told that its time is over
    created_at = models.DateTimeField()
    state = models.CharField(max_length=8, default="open")  # "open", "done", "dropped"
    closed_at = models.DateTimeField(null=True)
    closed_by_call = models.ForeignKey(Call, models.PROTECT, null=True, related_name="closes", db_index=False)
    reason = models.CharField(max_length=20, blank=True)  # why it was dropped

    class Meta:
        constraints = [
            models.UniqueConstraint(  # several calls of one number make one; what one of us promised stands beside
                fields=["network", "number"],
                condition=Q(state="open") & ~Q(number="") & ~Q(cause="promised"),
                name="callback_open_once",
            ),
        ]
        indexes = [
            models.Index(fields=["network", "due_at"], condition=Q(state="open"), name="callback_due"),
            models.Index(fields=["number"], condition=Q(state="open"), name="callback_number"),
            models.Index(
                fields=["due_at"], condition=Q(state="open", overdue_at=None), name="callback_not_told"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.due_at:%Y-%m-%d %H:%M}"


class CallBackTry(models.Model):
    """One try to reach somebody who was promised a call."""

    callback = models.ForeignKey(CallBack, models.CASCADE, related_name="tries")
    person = models.ForeignKey(Person, models.PROTECT)
    at = models.DateTimeField()
    reached = models.BooleanField()

    def __str__(self) -> str:
        return f"{self.callback_id} {self.at:%H:%M}"
