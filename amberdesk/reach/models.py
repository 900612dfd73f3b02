"""Ways to people, the gateway, and what goes through it."""

from uuid import uuid4

from django.db import models
from django.db.models import Q

from amberdesk.orders.models import Order
from amberdesk.people.models import Person
from amberdesk.reach.rules import Manner

WAITING, SENT, DEAD, DROPPED = "waiting", "sent", "dead", "dropped"


class Gateway(models.Model):
    """Where messages by SMS and voice are handed in: one for the desk (its row's id is 1). The secret is kept encrypted."""

    url = models.CharField(max_length=400)
    method = models.CharField(max_length=4, default="POST")
    form = models.CharField(max_length=4, default="json")  # rules.FORMS
    body = models.TextField()
    header = models.CharField(max_length=60, blank=True)  # its name
    secret = models.TextField(blank=True)  # the header's value, see secrets.py
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="gateway_one")]

    def __str__(self) -> str:
        return self.url


class Way(models.Model):
    """How a person is called beside e-mail. The letter always goes out at once."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="ways")
    kind = models.CharField(max_length=5)  # rules.KINDS
    after_minutes = models.PositiveSmallIntegerField()
    least = models.CharField(max_length=2)  # the lowest priority for which it is used
    opens = models.PositiveSmallIntegerField(default=0)
    closes = models.PositiveSmallIntegerField(default=0)  # the same as opens: all day

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "kind"], name="way_once")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind}"

    @property
    def manner(self) -> Manner:
        return Manner(self.kind, self.after_minutes, self.least, self.opens, self.closes)


class Browser(models.Model):
    """A browser in which a person lets himself be called (web push). What it gave us opens no door but to him."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="browsers")
    name = models.CharField(max_length=60)  # as its sign-in names it: "Chrome, Android"
    endpoint = models.CharField(max_length=600, unique=True)  # at its maker's service
    p256dh = models.CharField(max_length=120)  # its public key
    auth = models.TextField()  # closed, see people/secrets.py
    key_id = models.CharField(max_length=8)  # of settings.LINK_KEYS: ours, to which it is bound
    added_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.person_id} {self.name}"


class Alert(models.Model):
    """One message on its way through the gateway or to a browser, with the same key in every attempt.

    `dropped`: somebody has accepted meanwhile, or it is too late for it.
    """

    key = models.UUIDField(unique=True, default=uuid4)
    person = models.ForeignKey(Person, models.CASCADE)
    order = models.ForeignKey(Order, models.CASCADE, null=True)
    event_id = models.BigIntegerField(null=True)  # None: a trial
    kind = models.CharField(max_length=5)
    number = models.CharField(max_length=20, blank=True)  # E.164
    browser = models.ForeignKey(Browser, models.CASCADE, null=True)
    text = models.CharField(max_length=400)
    link = models.CharField(max_length=400, blank=True)  # opened by a notice in a browser
    state = models.CharField(max_length=8, default=WAITING)
    due_at = models.DateTimeField()  # one that is taken is due again when its lease ends
    attempts = models.PositiveSmallIntegerField(default=0)
    status = models.PositiveSmallIntegerField(null=True)  # of the last answer
    error = models.CharField(max_length=20, blank=True)  # why the last attempt failed
    answer = models.CharField(max_length=200, blank=True)  # how the last answer began
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "event_id", "kind"], condition=Q(browser=None), name="alert_once"
            ),
            models.UniqueConstraint(fields=["browser", "event_id"], name="alert_once_a_browser"),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="waiting"), name="alert_due"),
            models.Index(fields=["done_at"], condition=Q(done_at__isnull=False), name="alert_done"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.person_id}"
