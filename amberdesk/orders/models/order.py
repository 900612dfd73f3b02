"""The service order."""

from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex, GinIndex
from django.db import connection, models, transaction
from django.db.models import Case, F, Q, Value, When

from amberdesk.customers.codes import Degree, Kind, Level, Priority, WaitReason
from amberdesk.customers.models import AgreementVersion, Category, Contact, Device, Network, Site
from amberdesk.orders.lanes import CHECK, ENDED, FREE, WAIT
from amberdesk.orders.states import OPEN, State
from amberdesk.people.models import Person
from amberdesk.start.engine.prepared import prepared
from amberdesk.start.engine.rows import Columns

IS_OPEN = Q(state__in=[s.value for s in (State.NEW, State.ASSIGNED, State.IN_PROGRESS, State.WAITING)])
LANE = Case(
    When(~IS_OPEN, then=Value(ENDED)),
    When(state="waiting", then=Value(WAIT)),
    When(state="new", verified_at=None, then=Value(CHECK)),
    *(When(level=x.value, assignee=None, then=Value(x.value + FREE)) for x in Level),
    default=F("level"),
)


class OrderQuerySet(models.QuerySet["Order"]):
    """Reading orders. Screens come through access.py."""

    def open(self) -> Self:
        return self.filter(IS_OPEN)

    def locked(self, pk: int) -> "Order":
        """Return the order under a row lock; every action starts here.

        What it points at is read when the lock is held: in one statement with the lock it would be what the order
        pointed at before the act that this one had to wait for.
        """
        if not connection.in_atomic_block:
            raise transaction.TransactionManagementError("a lock outside a transaction")
        with prepared() as cursor:
            cursor.execute("SELECT 1 FROM orders_order WHERE id = %s FOR UPDATE", [pk])
            if cursor.fetchone() is None:
                raise Order.DoesNotExist(pk)
            cursor.execute(_READ, [pk])
            values = iter(cursor.fetchone())
        order = _ORDER.taken(values)
        for name, columns in _AROUND.items():
            setattr(order, name, columns.take(values))
        return order


class Order(models.Model):
    """A reported problem with a number, from placement to closing.

    The journal (subject "order:<id>") is the truth; these columns are where it has led to.
    """

    number = models.CharField(max_length=24, unique=True)
    channel = models.CharField(max_length=8)  # customers.codes.Channel
    reference = models.CharField(max_length=200)  # the way in's own key: placing twice gives the same order
    fingerprint = models.BinaryField()  # of what was brought: the same key with other content is a conflict
    network = models.ForeignKey(Network, models.PROTECT, db_index=False)  # order_newest begins with it
    site = models.ForeignKey(Site, models.PROTECT, null=True, db_index=False)
    device = models.ForeignKey(Device, models.PROTECT, null=True, db_index=False)
    contact = models.ForeignKey(Contact, models.PROTECT, null=True)
    reporter_name = models.CharField(max_length=120, blank=True)  # as it was given
    reporter_phone = models.CharField(max_length=40, blank=True)
    reporter_email = models.CharField(max_length=254, blank=True)
    language = models.CharField(max_length=5, default="pl")
    subject = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, default=Kind.FAILURE.value)
    category = models.ForeignKey(Category, models.PROTECT, null=True)
    impact = models.CharField(max_length=6, default=Degree.MEDIUM.value)
    urgency = models.CharField(max_length=6, default=Degree.MEDIUM.value)
    priority = models.CharField(max_length=2)
    priority_override = models.BooleanField(default=False)
    scope = models.CharField(max_length=10, blank=True)  # "agreement", "warranty", "payable"; "" unverified
    scope_accepted_by = models.CharField(max_length=120, blank=True)  # payable: who on the customer's side
    scope_accepted_at = models.DateTimeField(null=True)
    agreement_version = models.ForeignKey(AgreementVersion, models.PROTECT)
    state = models.CharField(max_length=12, default=State.NEW.value)
    wait_reason = models.CharField(max_length=12, blank=True)
    wait_until = models.DateTimeField(null=True)
    level = models.CharField(max_length=2, default=Level.L1.value)
    assignee = models.ForeignKey(Person, models.PROTECT, null=True)
    came_from = ArrayField(
        models.CharField(max_length=2), default=list
    )  # levels that handed it over, first to last
    placed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")  # for a caller
    tags = ArrayField(models.CharField(max_length=40), default=list)
    flagged = models.BooleanField(default=False)  # a message came on a resolved order
    unread = models.BooleanField(default=False)  # the customer's last word is not answered
    solution_code = models.CharField(max_length=40, blank=True)
    solved_by = models.CharField(max_length=10, blank=True)  # "L1", "L2_duty", "escalated"
    minutes_worked = models.PositiveIntegerField(default=0)
    reopened = models.PositiveSmallIntegerField(default=0)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="absorbed")
    reported_at = models.DateTimeField()  # when the customer told us
    placed_at = models.DateTimeField()
    verified_at = models.DateTimeField(null=True)
    verified_by_rule = models.BooleanField(default=False)
    responded_at = models.DateTimeField(null=True)  # first human public contact
    resolved_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)  # the nearest due time of its running clocks
    wake_at = models.DateTimeField(
        null=True
    )  # when the machine looks at it next: unverified, wait over, to close
    called_at = models.DateTimeField(null=True)  # since when somebody is called to it and nobody has accepted
    last_event_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    lane = models.GeneratedField(  # its place on the board, see lanes.py; old after an act until it is read again
        expression=LANE, output_field=models.CharField(max_length=8), db_persist=True
    )
    last_event_id: int = 0  # of the event that this object has recorded last; no column

    objects = OrderQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["channel", "reference"], name="order_reference_once"),
            models.CheckConstraint(condition=Q(state__in=[s.value for s in State]), name="order_state_known"),
            models.CheckConstraint(condition=Q(level__in=[x.value for x in Level]), name="order_level_known"),
            models.CheckConstraint(
                condition=Q(priority__in=[x.value for x in Priority]), name="order_priority_known"
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", wait_reason__in=[w.value for w in WaitReason])
                | (~Q(state="waiting") & Q(wait_reason="", wait_until=None)),
                name="order_waits_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(state="merged", merged_into__isnull=False)
                | (~Q(state="merged") & Q(merged_into=None)),
                name="order_merged_into_another",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["resolved", "closed"]) | Q(resolved_at__isnull=False),
                name="order_resolved_has_time",
            ),
        ]
        indexes = [
            models.Index(fields=["network", "lane", "due_at", "id"], condition=IS_OPEN, name="order_board"),
            models.Index(fields=["assignee", "due_at"], condition=IS_OPEN, name="order_mine"),
            models.Index(fields=["site", "placed_at"], name="order_site"),
            models.Index(fields=["device", "placed_at"], name="order_device"),
            models.Index(fields=["network", "state", "-id"], name="order_newest"),
            models.Index(fields=["network", "state", "reported_at", "id"], name="order_reported"),
            models.Index(
                fields=["network", "-id"], condition=Q(unread=True) | Q(flagged=True), name="order_unread"
            ),
            models.Index(fields=["wake_at"], condition=Q(wake_at__isnull=False), name="order_wake"),
            models.Index(
                fields=["network", "resolved_at"],
                condition=Q(resolved_at__isnull=False),
                name="order_resolved",
            ),
            BrinIndex(fields=["placed_at"], autosummarize=True, name="order_placed"),
            GinIndex(fields=["tags"], condition=~Q(tags=[]), name="order_tags"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def subject_key(self) -> str:
        return f"order:{self.pk}"

    @property
    def topics(self) -> tuple[str, ...]:
        return (f"network:{self.network_id}",)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN


_ORDER = Columns(Order, "o")
_AROUND: dict[str, Columns[Any]] = {
    "network": Columns(Network, "n"),
    "site": Columns(Site, "s"),
    "category": Columns(Category, "k"),
    "assignee": Columns(Person, "p"),
}
_READ = f"""
SELECT {_ORDER.sql}, {", ".join(columns.sql for columns in _AROUND.values())}
  FROM orders_order o JOIN customers_network n ON n.id = o.network_id
  LEFT JOIN customers_site s ON s.id = o.site_id
  LEFT JOIN customers_category k ON k.id = o.category_id
  LEFT JOIN people_person p ON p.id = o.assignee_id
 WHERE o.id = %s"""


class OrderLink(models.Model):
    """Two orders that belong together. "follows": `order` came after `other` was closed."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="links")
    other = models.ForeignKey(Order, models.CASCADE, related_name="linked_from")
    how = models.CharField(max_length=10, default="related")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "other"], name="order_link_once"),
            models.CheckConstraint(condition=~Q(order=F("other")), name="order_link_to_another"),
        ]

    def __str__(self) -> str:
        return f"{self.order_id} {self.how} {self.other_id}"


class Tag(models.Model):
    """A word that orders may carry; the journal names it by its id."""

    name = models.CharField(max_length=40, unique=True)

    def __str__(self) -> str:
        return self.name


class Reference(models.Model):
    """Another party's number for the matter."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="references")
    whose = models.CharField(max_length=80)  # "serwis Posnet"
    number = models.CharField(max_length=80)
    link = models.URLField(max_length=400, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["order", "whose", "number"], name="reference_once")]
        indexes = [GinIndex(fields=["number"], opclasses=["gin_trgm_ops"], name="reference_number_trgm")]

    def __str__(self) -> str:
        return f"{self.whose} {self.number}"
