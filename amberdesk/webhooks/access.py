"""Who may set webhooks up, and what each may be told."""

from amberdesk.orders.events import KINDS
from amberdesk.orders.story import FOR_CUSTOMERS
from amberdesk.people.models import Person
from amberdesk.people.roles import Role
from amberdesk.rosters.queries import standing_of
from amberdesk.webhooks.models import Webhook

CUSTOMER_KINDS = frozenset(f"order.{code}" for code in FOR_CUSTOMERS)


def kinds_for(internal: bool) -> frozenset[str]:
    """Return the kinds of events that a webhook may be told of; outside only what customers are told."""
    return frozenset(KINDS) if internal else CUSTOMER_KINDS


def may_hear(hook: Webhook, network_id: int) -> bool:
    """Tell whether a webhook may be told of orders of a network: it and its owner must be of that network's side."""
    if hook.network_id not in (None, network_id) or not hook.active:
        return False
    return owner_sees(hook.owner, network_id, internal=hook.internal)


def owner_sees(owner: Person, network_id: int, *, internal: bool) -> bool:
    """Tell whether a person may have a webhook for a network: administrators set the company's up."""
    if not owner.is_active:
        return False
    if owner.role == Role.ADMINISTRATOR:
        return True
    standing = standing_of(owner.pk)
    if standing is None:
        return False
    return network_id in (standing.networks if internal else standing.visible)
