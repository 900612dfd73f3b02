"""From the codes and ids that a body brings to rows, as far as they belong together."""

from datetime import datetime

from amberdesk.customers.models import Category, Contact, Device, Network, Site
from amberdesk.customers.queries import categories, devices_at, networks
from amberdesk.orders.models import Message, Order, Participant, Reference
from amberdesk.orders.public import public_messages
from amberdesk.web.api import words
from amberdesk.web.api.keys import Caller
from amberdesk.web.api.problems import Problem, in_body


def _unknown(what: str, field: str, text: object) -> Problem:
    sentence = words.detail(what, {"text": text})
    return Problem(422, what, sentence, errors=[in_body(field, sentence)])


def network_of(caller: Caller, code: str | None) -> Network:
    """Return one of the caller's networks; without a code the only one. Raises Problem(422)."""
    seen = networks(caller.standing.visible)
    if code is None:
        found = list(seen[:2])
        if len(found) != 1:
            sentence = words.detail("network_missing", {})
            raise Problem(422, "network_missing", sentence, errors=[in_body("network", sentence)])
        return found[0]
    one = seen.filter(code=code.upper()).first()
    if one is None:
        raise _unknown("unknown_network", "network", code)
    return one


def site_of(network: Network, code: str | None) -> Site | None:
    """Return a shop of the network that has not left. Raises Problem(422)."""
    if code is None:
        return None
    found = network.site_set.filter(code=code, left_on=None).select_related("group", "hours").first()
    if found is None:
        raise _unknown("unknown_site", "site", code)
    found.network = network
    return found


def device_of(site: Site | None, pk: int | None) -> Device | None:
    """Return a piece of equipment of the shop. Raises Problem(422)."""
    if pk is None:
        return None
    if site is None:
        raise _unknown("site_missing", "site", pk)
    found = devices_at(site).filter(pk=pk).first()
    if found is None:
        raise _unknown("unknown_device", "device", pk)
    return found


def contact_of(network: Network, pk: int | None) -> Contact | None:
    """Return somebody known at the network. Raises Problem(422)."""
    if pk is None:
        return None
    found = network.contact_set.filter(pk=pk, active=True).first()
    if found is None:
        raise _unknown("unknown_contact", "contact", pk)
    return found


def category_of(code: str | None) -> Category | None:
    """Return a category in use. Raises Problem(422)."""
    if code is None:
        return None
    found = categories().filter(code=code).first()
    if found is None:
        raise _unknown("unknown_category", "category", code)
    return found


def message_of(order: Order, pk: int, caller: Caller, at: datetime) -> Message:
    """Return a message of the order that the caller may read. Raises Problem(422)."""
    readable = order.messages.all() if caller.internal else public_messages(order, at)
    found = readable.filter(pk=pk).first()
    if found is None:
        raise _unknown("unknown_message", "message", pk)
    return found


def reference_of(order: Order, whose: str, number: str) -> Reference:
    """Return another party's number of the order. Raises Problem(422)."""
    found = order.references.filter(whose=whose.strip(), number=number.strip()).first()
    if found is None:
        raise _unknown("unknown_reference", "number", number)
    return found


def follower_of(order: Order, pk: int) -> Participant:
    """Return one who follows the order on the customer's side. Raises Problem(422)."""
    found = order.participants.filter(pk=pk, removed_at=None).first()
    if found is None:
        raise _unknown("unknown_follower", "follower", pk)
    return found
