"""Learn from reports who works at a shop: next time a number or a name is enough."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Prefetch

from amberdesk.customers import checks
from amberdesk.customers.actions.contacts import remember_contact
from amberdesk.customers.models import PhoneNumber, Site
from amberdesk.customers.phones import e164
from amberdesk.customers.refusals import Refused
from amberdesk.orders.models import Order
from amberdesk.outbox.actor import MACHINE
from amberdesk.outbox.models import Event


def learn_reporter(event: Event) -> None:
    """Keep who reported by form, with number and address, among the shop's contacts. The order stays as it is."""
    learn_reporters([event])


@transaction.atomic
def learn_reporters(events: Sequence[Event]) -> None:
    """Keep who reported these orders, shop by shop."""
    when = {int(e.subject.partition(":")[2]): e.at for e in events if e.data["channel"] == "form"}
    unknown = Order.objects.filter(pk__in=when, contact=None, erased_at=None).exclude(reporter_name="")
    own = Prefetch("site__phonenumber_set", PhoneNumber.objects.filter(contact=None), to_attr="own_numbers")
    for order in unknown.select_related("site").prefetch_related(own).order_by("site", "pk"):
        if order.site is not None:
            _learn(order, order.site, when[order.pk])


def _learn(order: Order, site: Site, at: datetime) -> None:
    phone, email = _number(order.reporter_phone, site), _address(order.reporter_email)
    remember_contact(site, name=order.reporter_name, phone=phone, email=email, by=MACHINE, at=at)


def _number(typed: str, site: Site) -> str:
    """Return the number if it is one, and not the shop's own."""
    try:
        number = e164(typed)
    except Refused:
        return ""
    return "" if any(number == own.number for own in site.own_numbers) else number  # type: ignore[attr-defined]


def _address(typed: str) -> str:
    """Return the address if it is one."""
    try:
        return checks.email(typed)
    except Refused:
        return ""
