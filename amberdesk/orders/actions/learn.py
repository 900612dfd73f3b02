"""Learn from reports who works at a shop: next time a number or a name is enough."""

from amberdesk.customers import checks
from amberdesk.customers.actions.contacts import remember_contact
from amberdesk.customers.models import Site
from amberdesk.customers.phones import e164
from amberdesk.customers.refusals import Refused
from amberdesk.orders.models import Order
from amberdesk.outbox.actor import MACHINE
from amberdesk.outbox.models import Event


def learn_reporter(event: Event) -> None:
    """Keep who reported by form, with number and address, among the shop's contacts. The order stays as it is."""
    if event.data["channel"] != "form":
        return
    order_id = int(event.subject.partition(":")[2])
    order = Order.objects.filter(pk=order_id, contact=None, erased_at=None).select_related("site").first()
    if order is None or order.site is None or not order.reporter_name:
        return
    remember_contact(
        order.site,
        name=order.reporter_name,
        phone=_number(order.reporter_phone, order.site),
        email=_address(order.reporter_email),
        by=MACHINE,
        at=event.at,
    )


def _number(typed: str, site: Site) -> str:
    """Return the number if it is one, and not the shop's own."""
    try:
        number = e164(typed)
    except Refused:
        return ""
    return "" if site.phonenumber_set.filter(number=number, contact=None).exists() else number


def _address(typed: str) -> str:
    """Return the address if it is one."""
    try:
        return checks.email(typed)
    except Refused:
        return ""
