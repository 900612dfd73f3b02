"""The exchanges that ring, the numbers that are dialled, and the phones that are rung."""

from django.db import models

from amberdesk.customers.models import Network
from amberdesk.people.models import Person


class Exchange(models.Model):
    """A telephone exchange (centrala) that tells us of calls. Its secret is derived, see secrets.py.

    kind: "api" (asks whom to ring, tells everything), "asterisk" (manager interface), "cti" (the simple webhook of
    many exchanges: coarse), "report" (the operator's call report and the key "Rozmawiam": coarse)
    """

    name = models.CharField(max_length=80, unique=True)
    code = models.SlugField(max_length=20, unique=True)  # in addresses and before the ids of its calls
    kind = models.CharField(max_length=8)
    settings = models.JSONField(default=dict)  # of its kind, see exchanges.py; passwords closed
    epoch = models.PositiveIntegerField(default=1)  # a new epoch is a new secret
    key_id = models.CharField(max_length=8)  # of settings.LINK_KEYS
    active = models.BooleanField(default=True)
    told_at = models.DateTimeField(null=True)  # when it last told anything, or answered
    heard_until = models.DateTimeField(
        null=True
    )  # the newest instant of which it told: what is older came before
    heard_since = models.DateTimeField(null=True)  # the first instant of which it told, or since it answers
    quiet_since = models.DateTimeField(null=True)  # its last word of a call, or since when we listen again
    lost_at = models.DateTimeField(null=True)  # since when it is not heard: the line is gone, or
    silent = models.BooleanField(
        default=False, db_default=False
    )  # it tells of no call where many should come: one ends that
    refused = models.PositiveIntegerField(
        default=0
    )  # deliveries with a wrong secret: nothing of them is kept

    def __str__(self) -> str:
        return self.name


class Hotline(models.Model):
    """A dedicated number of a network."""

    network = models.ForeignKey(Network, models.PROTECT, related_name="hotlines")
    number = models.CharField(max_length=20, unique=True)  # E.164
    label = models.CharField(max_length=80, blank=True)  # where a network has several
    exchange = models.ForeignKey(Exchange, models.PROTECT, null=True, related_name="hotlines")
    queue = models.CharField(max_length=80, blank=True)  # its name at the exchange
    strategy = models.CharField(max_length=12, default="longest_idle")  # loop.Strategy
    ring_seconds = models.PositiveSmallIntegerField(default=12)  # one phone rings so long
    wrap_up_seconds = models.PositiveSmallIntegerField(default=30)
    patience_seconds = models.PositiveSmallIntegerField(
        default=600
    )  # nobody waits longer: a call-back is offered
    elsewhere = models.CharField(
        max_length=20, blank=True, default=""
    )  # E.164: calls go there when nobody can take them; empty: they hear so
    places = models.PositiveSmallIntegerField(default=20)  # so many may wait
    callback_minutes = models.PositiveSmallIntegerField(
        default=30
    )  # of the agreement's time: who was missed is rung back
    last = models.ForeignKey(Person, models.SET_NULL, null=True)  # rung last, for the round robin
    active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return f"{self.network.code} {self.number}"


class Phone(models.Model):
    """A technician as an exchange knows him, and where it rings him. Without a row: his shift's or his own number."""

    exchange = models.ForeignKey(Exchange, models.CASCADE, related_name="phones")
    agent = models.CharField(max_length=80)  # "PJSIP/t1", "Technician One", "sip:t1@10.0.0.5"
    person = models.ForeignKey(Person, models.CASCADE, related_name="phones")
    address = models.CharField(max_length=120, blank=True)  # what is dialled; empty: the agent's name

    class Meta:
        constraints = [models.UniqueConstraint(fields=["exchange", "agent"], name="phone_agent_once")]

    def __str__(self) -> str:
        return self.agent
