"""Correct what an order is about: only what the body names changes."""

from amberdesk.customers.codes import Kind
from amberdesk.customers.models import Contact, Device, Network, Site
from amberdesk.orders import actions
from amberdesk.orders.models import Order
from amberdesk.web.api.bodies import Correct
from amberdesk.web.api.doing import Doing
from amberdesk.web.api.lookups import contact_of, device_of, network_of, site_of


def correct(do: Doing, body: Correct) -> Order:
    """Correct network, site, device, contact, kind. What is not named stays, as far as it still fits; null empties."""
    network = network_of(do.caller, body.network) if body.network else do.order.network
    site = _site(do.order, body, network)
    return actions.correct(
        do.order,
        network=network,
        site=site,
        device=_device(do.order, body, site),
        contact=_contact(do.order, body, network),
        kind=Kind(body.kind or do.order.kind),
        reason=body.reason,
        **do.turn,
    )


def _site(order: Order, body: Correct, network: Network) -> Site | None:
    if "site" in body.model_fields_set:
        return site_of(network, body.site)
    return order.site if network == order.network else None


def _device(order: Order, body: Correct, site: Site | None) -> Device | None:
    if "device" in body.model_fields_set:
        return device_of(site, body.device)
    return order.device if site == order.site else None


def _contact(order: Order, body: Correct, network: Network) -> Contact | None:
    if "contact" in body.model_fields_set:
        return contact_of(network, body.contact)
    return order.contact if network == order.network else None
