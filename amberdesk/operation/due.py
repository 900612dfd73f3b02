"""What has been kept as long as company and agreement say."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat

from amberdesk.customers.lists import kept_company
from amberdesk.customers.models import Agreement, Contact, Network
from amberdesk.customers.retention import CALLERS, FORGOTTEN, OF_ORDERS, Days, days_kept
from amberdesk.mail.models import HELD, OutgoingMail, RawMail
from amberdesk.orders.actions.erase import BLANK
from amberdesk.orders.models import Attachment, Message, Order, Participant
from amberdesk.orders.states import FINAL
from amberdesk.outbox.models import Event

_OF = {"order": OuterRef("pk")}
_NAMED = Participant.objects.exclude(name="", phone="", email="", contact=None)
THERE: Mapping[str, Q] = {
    "messages": Q(Exists(Message.objects.filter(erased_at=None, **_OF))) | ~Q(subject=BLANK),
    "files": Q(Exists(Attachment.objects.filter(erased_at=None, **_OF))),
    "contacts": Q(Exists(_NAMED.filter(**_OF)))
    | ~Q(reporter_name="", reporter_phone="", reporter_email="", scope_accepted_by="", contact=None),
    "mails": Q(Exists(OutgoingMail.objects.filter(erased_at=None, **_OF)))
    | Q(Exists(RawMail.objects.filter(erased_at=None, **_OF).exclude(state=HELD))),
}


def due_orders(now: datetime, limit: int, company: Days | None = None) -> dict[int, list[str]]:
    """Return ended orders by id with the kinds of data that are over their time and still there.

    company: its days, should they be others than it has said.
    """
    company = company_days() if company is None else company
    found: dict[int, list[str]] = {}
    for kind in OF_ORDERS:
        ended = (
            Order.objects.filter(state__in=list(FINAL)).filter(_over(kind, company, now)).filter(THERE[kind])
        )
        for pk in ended.order_by("closed_at").values_list("pk", flat=True)[:limit]:
            found.setdefault(pk, []).append(kind)
    return found


def _over(kind: str, company: Days, now: datetime) -> Q:
    """Return the condition that an order's time for this kind is over."""
    special = {a.pk: a.retention for a in Agreement.objects.all() if kind in a.retention}
    own = {None: company.get(kind)} | {pk: days_kept(kind, company, said) for pk, said in special.items()}
    over = Q(pk__in=[])  # nothing
    for agreement, days in own.items():
        if days is not None:
            whose = (
                ~Q(agreement_version__agreement__in=list(special))
                if agreement is None
                else Q(agreement_version__agreement=agreement)
            )
            over |= whose & Q(closed_at__lt=now - timedelta(days=days))
    return over


def due_contacts(now: datetime) -> QuerySet[Contact]:
    """Return those who no longer work for the customer, and of whom nothing was changed for the contacts' time."""
    days = company_days().get("contacts")
    if days is None:
        return Contact.objects.none()
    told = Event.objects.filter(
        subject=Concat(Value("contact:"), OuterRef("pk")), at__gte=now - timedelta(days=days)
    )
    return Contact.objects.filter(active=False).exclude(name=FORGOTTEN).filter(~Exists(told)).order_by("pk")


def due_callers(now: datetime) -> dict[int | None, datetime]:
    """Return before which instant callers are over their time: by network, None for numbers that no network has."""
    company = company_days()
    general = Agreement.objects.filter(site_group=None, device_kind="")
    special = {
        agreement.network_id: agreement.retention for agreement in general if CALLERS in agreement.retention
    }
    networks: list[int | None] = [None, *Network.objects.values_list("pk", flat=True)]
    days = {network: days_kept(CALLERS, company, special.get(network or 0, {})) for network in networks}
    return {network: now - timedelta(days=kept) for network, kept in days.items() if kept is not None}


def company_days() -> Days:
    """Return for how many days the company keeps each kind."""
    company = kept_company()
    return company.retention if company else {}
