"""What exchanges told: first as it came, then as happenings. Written once."""

from django.db import models
from django.db.models import Q

from amberdesk.phone.models.hotline import Exchange


class Delivery(models.Model):
    """One message of an exchange, whole, before anything was read from it. Erased by the retention of raw calls."""

    exchange = models.ForeignKey(Exchange, models.PROTECT)
    received_at = models.DateTimeField()
    body = models.BinaryField()
    headers = models.JSONField(default=dict)  # those that matter; never a secret
    signature = models.CharField(  # of a signed one: it counts once
        max_length=80, blank=True, default="", db_default=""
    )
    read_at = models.DateTimeField(null=True)  # None: it waits to be read, for instance after a kill
    told = models.PositiveIntegerField(default=0)  # happenings read from it that were new
    trouble = models.CharField(max_length=200, blank=True)  # what could not be read; it can be read again

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["exchange", "signature"],
                condition=~Q(signature=""),
                name="phone_delivery_signed_once",
            )
        ]
        indexes = [
            models.Index(fields=["received_at"], name="phone_delivery_at"),
            models.Index(fields=["id"], condition=Q(read_at=None), name="phone_delivery_unread"),
            models.Index(fields=["id"], condition=~Q(trouble=""), name="phone_delivery_trouble"),
        ]

    def __str__(self) -> str:
        return f"{self.exchange_id} {self.received_at:%Y-%m-%d %H:%M:%S}"


class Told(models.Model):
    """One happening of a call (happenings.Happening). Told twice it is one row."""

    exchange = models.ForeignKey(Exchange, models.PROTECT, db_index=False)
    source_id = models.CharField(max_length=160)
    call_key = models.CharField(max_length=120, db_index=True)
    what = models.CharField(max_length=20)
    at = models.DateTimeField()  # by the source's clock
    received_at = models.DateTimeField()
    data = models.JSONField(default=dict)  # the rest of the happening

    class Meta:
        constraints = [models.UniqueConstraint(fields=["exchange", "source_id"], name="told_once")]

    def __str__(self) -> str:
        return f"{self.call_key} {self.what}"
