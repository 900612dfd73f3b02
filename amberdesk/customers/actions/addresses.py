"""Know of an e-mail address whether its owner has shown that it is his, and whether mail comes back."""

from datetime import datetime

from django.db import transaction

from amberdesk.customers import checks, events
from amberdesk.customers.codes import Proof
from amberdesk.customers.models import Address, Network
from amberdesk.customers.refusals import Refused
from amberdesk.outbox.actor import Actor
from amberdesk.outbox.publish import record


@transaction.atomic
def prove_address(network: Network, email: str, *, how: str, by: Actor, at: datetime) -> Address:
    """Return the address, proven. `how`: codes.Proof. Proven again after mail came back, it is good again."""
    address = _locked(network, email)
    if how not in set(Proof):
        raise Refused("unknown_choice", "how")
    is_good = address.verified_at and not (address.bounced_at and address.bounced_at >= address.verified_at)
    if not is_good:
        address.verified_at, address.verified_by, address.bounced_at = at, how, None
        address.save(update_fields=["verified_at", "verified_by", "bounced_at"])
        record(events.AddressProven(id=address.pk, network=network.pk, how=str(how)), by=by, at=at)
    return address


@transaction.atomic
def note_bounce(network: Network, email: str, *, by: Actor, at: datetime) -> Address:
    """Return the address, to which mail cannot be delivered: nothing more is sent until it is proven again."""
    address = _locked(network, email)
    if address.bounced_at is None:
        address.bounced_at = at
        address.save(update_fields=["bounced_at"])
        record(events.AddressBounced(id=address.pk, network=network.pk), by=by, at=at)
    return address


@transaction.atomic
def note_heard(network: Network, email: str, *, by: Actor, at: datetime) -> Address:
    """Return the address, to which mail may go again: somebody wrote from it, or has asked that it be tried.

    It may be another's by now: what proved it before counts no more.
    """
    address = _locked(network, email)
    if address.bounced_at is not None:
        address.bounced_at, address.verified_at, address.verified_by = None, None, ""
        address.save(update_fields=["bounced_at", "verified_at", "verified_by"])
        record(events.AddressHeard(id=address.pk, network=network.pk), by=by, at=at)
    return address


def _locked(network: Network, email: str) -> Address:
    folded = checks.email(email)
    if not folded:
        raise Refused("empty", "email")
    Address.objects.get_or_create(network=network, email=folded)
    return Address.objects.select_for_update().get(network=network, email=folded)
