"""Mail on its way out, and mail as it came."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from amberdesk.customers.models import Network
from amberdesk.orders.models import Message, Order, Participant
from amberdesk.people.models import Person

WAITING, SENT, CAPTURED, FAILED = "waiting", "sent", "captured", "failed"
HELD, DROPPED = "held", "dropped"  # after a restore, until people have said whether it goes out
KEPT, PLACED, JOINED = (
    "kept",
    "placed",
    "joined",
)  # of mail that came: not yet read, an order of its own, on an order


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
    sender = models.EmailField(
        blank=True
    )  # the mailbox that it is from and that has the answer; "": the desk
    sender_name = models.CharField(max_length=120, blank=True)
    reply_to = models.EmailField(blank=True)  # the mailbox with the order's token, where its server takes it
    answers = models.CharField(max_length=252, blank=True)  # Message-ID of the recipient's own mail
    confirms = models.BooleanField(  # that somebody's own report or mail has arrived
        default=False, db_default=False
    )
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
            models.Index(
                fields=["recipient", "created_at"], condition=Q(confirms=True), name="mail_confirms"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recipient}: {self.subject}"


class Mailbox(models.Model):
    """A dedicated address of a network, what it does with new reports, and how its mail is fetched.

    Without a host nothing is fetched: a mail server hands its mail over. Secrets are closed, see people/secrets.py.
    """

    network = models.ForeignKey(Network, models.PROTECT)
    address = models.EmailField()  # folded to lower case
    policy = models.CharField(max_length=16, default="accept")  # matching.Policy
    trusted_servers = models.JSONField(
        default=list
    )  # whose Authentication-Results are believed, see authentication
    most_from_sender = models.PositiveIntegerField(default=30)  # mails an hour that are let through
    active = models.BooleanField(default=True)
    next_policy = models.CharField(max_length=16, blank=True)  # takes the place of `policy` on a day
    next_policy_on = models.DateField(null=True)
    sender_name = models.CharField(max_length=120, blank=True)  # of our letters; "": the company's name
    signature = models.TextField(blank=True)  # under them; "": the company's
    takes_plus = models.BooleanField(default=False)  # its server takes mail to address+word@host
    form_address = models.CharField(
        max_length=300, blank=True
    )  # of the network's form; "": the desk's own page
    wording = models.JSONField(default=dict)  # of the polite answer, by language; empty: ours

    host = models.CharField(max_length=253, blank=True)
    port = models.PositiveIntegerField(default=993)
    security = models.CharField(max_length=8, default="tls")  # connections.Security
    user = models.CharField(max_length=250, blank=True)  # "": the address
    sign_in = models.CharField(max_length=9, default="password")  # connections.SignIn
    password = models.TextField(blank=True)
    tenant = models.CharField(max_length=100, blank=True)  # of Microsoft 365
    client_id = models.CharField(max_length=200, blank=True)
    client_secret = models.TextField(blank=True)
    refresh_token = models.TextField(blank=True)
    inbox = models.CharField(max_length=100, default="INBOX")
    done_folder = models.CharField(max_length=100, default="Amberdesk")
    held_folder = models.CharField(max_length=100, default="Amberdesk-wstrzymane")
    fetch_from = models.DateField(null=True)  # what came earlier stays where it is

    revision = models.PositiveIntegerField(default=1)  # of its settings: a line that is open begins anew
    uid_validity = models.BigIntegerField(null=True)  # of its inbox, as it was fetched last
    last_ok_at = models.DateTimeField(null=True)  # the server last answered as it should
    trouble = models.CharField(max_length=12, blank=True)  # connections.Trouble
    trouble_told = models.CharField(max_length=200, blank=True)  # what the server said
    trouble_since = models.DateTimeField(null=True)
    try_asked_at = models.DateTimeField(null=True)  # somebody wants to know whether it can be reached
    tried_at = models.DateTimeField(null=True)

    silent_since = models.DateTimeField(null=True)  # nothing came for longer than is usual, see rhythm
    lately_held = models.PositiveIntegerField(default=0)  # while more is held than is usual: so many ...
    lately_came = models.PositiveIntegerField(default=0)  # ... of the last day's
    going_round = models.JSONField(
        default=list, db_default=models.Value([], models.JSONField())
    )  # circles.Circle

    class Meta:
        constraints = [models.UniqueConstraint(Lower("address"), name="mailbox_once")]

    def __str__(self) -> str:
        return self.address


class RawMail(models.Model):
    """A mail as it came, kept whole before anything is made of it; one mail to two mailboxes is two.

    state: kept, then placed, joined, held or dropped. reason: screening.Reason or matching.Why
    """

    mailbox = models.ForeignKey(Mailbox, models.PROTECT)
    key = models.CharField(max_length=64)  # of its Message-ID, else of all its bytes
    digest = models.BinaryField()  # of what it says, without the stations on its way
    raw = models.BinaryField()
    size = models.PositiveIntegerField()
    received_at = models.DateTimeField()  # by our server
    state = models.CharField(max_length=8, default=KEPT)
    reason = models.CharField(max_length=16, blank=True)
    message_id = models.CharField(max_length=252, blank=True)  # as it claims, with its angle brackets
    sender = models.CharField(max_length=320, blank=True)
    subject = models.CharField(max_length=200, blank=True)
    verdict = models.CharField(max_length=8, blank=True)  # authentication.Verdict
    spf = models.CharField(
        max_length=20, blank=True, default="", db_default=""
    )  # what our own mail server found,
    dkim = models.CharField(max_length=20, blank=True, default="", db_default="")  # in its words
    dmarc = models.CharField(max_length=20, blank=True, default="", db_default="")
    order = models.ForeignKey(Order, models.CASCADE, null=True, related_name="raw_mails")  # held: perhaps
    said = models.ForeignKey(
        Message, models.SET_NULL, null=True, related_name="raw_mails"
    )  # joined: what it became
    read_at = models.DateTimeField(null=True)  # when the last try began, then when it was read
    attempts = models.PositiveSmallIntegerField(default=0)  # begun, not failed: one may end the program
    error = models.CharField(max_length=500, blank=True)
    pointed_at = models.DateTimeField(null=True)  # the sender was pointed to the form
    settled_by = models.ForeignKey(Person, models.SET_NULL, null=True)  # who decided about a held mail
    settled_at = models.DateTimeField(null=True)
    dropped_as = models.CharField(  # settling.Dropped, by people
        max_length=12, blank=True, default="", db_default=""
    )
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mailbox", "key"], name="raw_mail_once")]
        indexes = [
            models.Index(fields=["mailbox", "received_at"], name="raw_mail_came"),
            models.Index(fields=["mailbox", "id"], condition=Q(state="held"), name="raw_mail_held"),
            models.Index(
                fields=["settled_at"], condition=Q(settled_at__isnull=False), name="raw_mail_settled"
            ),
            models.Index(fields=["received_at"], condition=Q(state="kept"), name="raw_mail_unread"),
            models.Index(fields=["mailbox", "sender", "received_at"], name="raw_mail_sender"),
            models.Index(fields=["order"], name="raw_mail_order"),
        ]

    def __str__(self) -> str:
        return f"{self.sender}: {self.subject}"
