"""What is said about an order, and by whom."""

from django.db import models
from django.db.models import Q

from amberdesk.customers.models import Category, Contact
from amberdesk.orders.models.order import Order
from amberdesk.people.models import Person


class Participant(models.Model):
    """Someone on the customer's side who follows an order by a link of his own (key letter "p")."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="participants")
    contact = models.ForeignKey(Contact, models.PROTECT, null=True)
    name = models.CharField(max_length=120, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    email = models.CharField(max_length=254, blank=True)  # folded to lower case
    language = models.CharField(max_length=5, default="pl")
    reporter = models.BooleanField(default=False)
    epoch = models.PositiveIntegerField(default=1)  # a new epoch revokes the link
    mail_failed_at = models.DateTimeField(null=True)  # mail to this address came back
    quiet = models.BooleanField(  # nothing goes there by itself until he shows that he is there
        default=False, db_default=False
    )
    removed_at = models.DateTimeField(
        null=True
    )  # follows no longer: no letters, no link; what he said stays his

    def __str__(self) -> str:
        return f"{self.order_id}: {self.name}"


class Message(models.Model):
    """A public message or an internal note.

    `purpose` of a note: "" a plain one, else the act whose reason it is ("hand_over", "cancel" ...).
    """

    order = models.ForeignKey(Order, models.CASCADE, related_name="messages")
    public = models.BooleanField()
    inbound = models.BooleanField(default=False)  # from the customer's side
    channel = models.CharField(max_length=8)
    purpose = models.CharField(max_length=16, blank=True)
    author = models.ForeignKey(Person, models.PROTECT, null=True)
    participant = models.ForeignKey(Participant, models.SET_NULL, null=True)
    author_name = models.CharField(max_length=120, blank=True)  # of an author who is neither
    text = models.TextField()
    pieces = models.JSONField(
        null=True
    )  # of a mail with more in it than its words: [["new" | "quoted" | "signature", text]]
    question = models.BooleanField(default=False)  # asks the customer something
    facts = models.JSONField(default=dict)  # hand-over: {fact code: answer}
    at = models.DateTimeField()
    visible_at = (
        models.DateTimeField()
    )  # a public message becomes public then; until then it can be taken back
    taken_back_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["order", "id"], name="message_order")]
        constraints = [
            models.CheckConstraint(
                condition=Q(public=True) | Q(inbound=False), name="message_inbound_is_public"
            )
        ]

    def __str__(self) -> str:
        return f"message {self.pk} of order {self.order_id}"


class Mention(models.Model):
    """A colleague named in a note (@name)."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="mentions")
    person = models.ForeignKey(Person, models.CASCADE)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "person"], name="mention_once")]
        indexes = [models.Index(fields=["person"], condition=Q(seen_at=None), name="mention_unseen")]

    def __str__(self) -> str:
        return f"{self.person} in {self.message}"


class ReplyTemplate(models.Model):
    """A ready answer. Placeholders are words in braces such as {number}; nothing is ever executed."""

    name = models.CharField(max_length=80, unique=True)
    text = models.JSONField()  # by language
    category = models.ForeignKey(Category, models.SET_NULL, null=True, blank=True)
    active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.name
