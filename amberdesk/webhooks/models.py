"""Other systems that want to be told, and every call to them."""

from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from amberdesk.customers.models import Network
from amberdesk.orders.models import Order
from amberdesk.people.models import Person

WAITING, SENT, DEAD, DROPPED = "waiting", "sent", "dead", "dropped"
HELD = "held"  # after a restore, until people have said whether it is made


class Webhook(models.Model):
    """An address that is told of events of orders, in the name of its owner: never more than he may see.

    Its secret is not kept: it is derived from a key of the installation, the row and the epoch (signing.py).
    """

    name = models.CharField(max_length=80, unique=True)
    url = models.CharField(max_length=400)
    network = models.ForeignKey(Network, models.CASCADE, null=True)  # None: all that the owner may see
    owner = models.ForeignKey(Person, models.PROTECT)
    internal = models.BooleanField(default=False)  # one of our own systems: also what customers are not told
    include_text = models.BooleanField(default=False)  # subjects and public messages, else no personal text
    kinds = ArrayField(models.CharField(max_length=60), default=list)  # empty: all that it may be told
    active = models.BooleanField(default=True)
    epoch = models.PositiveIntegerField(default=1)  # a new epoch is a new secret
    key_id = models.CharField(max_length=8)  # of settings.LINK_KEYS
    created_at = models.DateTimeField()
    failures = models.PositiveIntegerField(default=0)  # in a row
    held_until = models.DateTimeField(null=True)  # after failures it is left alone for a while

    def __str__(self) -> str:
        return self.name


class WebhookCall(models.Model):
    """One event on its way to one webhook: at least once, with the same key in every attempt.

    `dropped`: the webhook's owner may no longer see the order.
    """

    key = models.UUIDField(unique=True, default=uuid4)
    hook = models.ForeignKey(Webhook, models.CASCADE, related_name="calls")
    event_id = models.BigIntegerField(null=True)  # None: a trial
    order = models.ForeignKey(Order, models.CASCADE, null=True)
    kind = models.CharField(max_length=60)
    body = models.TextField()
    state = models.CharField(max_length=8, default=WAITING)
    due_at = models.DateTimeField()  # a taken call is due again when its lease ends
    attempts = models.PositiveSmallIntegerField(default=0)
    status = models.PositiveSmallIntegerField(null=True)  # of the last answer
    error = models.CharField(max_length=20, blank=True)  # why the last attempt failed, see words.py
    answer = models.CharField(max_length=200, blank=True)  # how the last answer began
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hook", "event_id"], name="webhook_call_once")]
        indexes = [
            models.Index(fields=["hook", "id"], condition=Q(state="waiting"), name="webhook_call_due"),
            models.Index(fields=["hook", "-id"], name="webhook_call_newest"),
            models.Index(fields=["done_at"], condition=Q(done_at__isnull=False), name="webhook_call_done"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.hook_id}"
