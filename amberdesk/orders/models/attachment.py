"""Files that came with messages."""

import secrets

from django.db import models
from django.db.models import Q

from amberdesk.orders.models.message import Message
from amberdesk.orders.models.order import Order


def file_key() -> str:
    """Return a random name under which a file is stored; says nothing of its owner or kind."""
    return secrets.token_hex(20)


class Attachment(models.Model):
    """A file in the store. Without a message it is a draft, bound to its uploader by `draft_of`."""

    key = models.CharField(max_length=40, unique=True, default=file_key)
    order = models.ForeignKey(Order, models.CASCADE, null=True, related_name="attachments")
    message = models.ForeignKey(Message, models.CASCADE, null=True, related_name="attachments")
    draft_of = models.CharField(max_length=80, blank=True)  # "person:3", "form:<token id>"
    name = models.CharField(max_length=200)  # cleaned, for showing
    media_type = models.CharField(max_length=100)  # as found by looking at the bytes, never as claimed
    image = models.BooleanField(default=False)  # a checked raster image: may be shown inline
    size = models.PositiveBigIntegerField()
    sha256 = models.BinaryField()
    at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["message"], name="attachment_message"),
            models.Index(fields=["at"], condition=Q(order=None), name="attachment_drafts"),
        ]

    def __str__(self) -> str:
        return self.name
