"""Mail on its way out."""

from django.db import models
from django.db.models import Q

from amberdesk.customers.models import Network
from amberdesk.orders.models import Order, Participant

WAITING, SENT, CAPTURED, FAILED = "waiting", "sent", "captured", "failed"
HELD, DROPPED = "held", "dropped"  # after a restore, until people have said whether it goes out


class OutgoingMail(models.Model):
    """One mail to one recipient. Its Message-ID is its key: asking for the same mail twice gives one.

    It is handed to the mail server at least once; a waiting mail is due again when the lease of its sender ends.
    """

    message_id = models.CharField(max_length=250, unique=True)  # with its angle brackets
    order = models.ForeignKey(Order, models.CASCADE, null=True, related_name="outgoing_mails")
    participant = models.ForeignKey(
        Participant, models.SET_NULL, null=True
    )  # recipient on the customer's side
    network = models.ForeignKey(Network, models.CASCADE, null=True)
    recipient = models.EmailField()
    subject = models.CharField(max_length=250)
    text = models.TextField()
    html = models.TextField(blank=True)
    thread = models.CharField(max_length=250, blank=True)  # References: the order's anchor
    automatic = models.BooleanField(default=True)  # no person wrote it: marked so that no machine answers
    state = models.CharField(max_length=8, default=WAITING)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=500, blank=True)
    sent_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(state="waiting"), name="mail_due"),
            models.Index(fields=["order"], name="mail_order"),
        ]

    def __str__(self) -> str:
        return f"{self.recipient}: {self.subject}"
