"""Whom an Asterisk's queues should have, by the desk's statuses; and what to tell it so that they do.

Too many who wait are seen in the calls themselves: then L2 is in the queue beside L1, until fewer do.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from amberdesk.customers.models import Network
from amberdesk.phone.crew import duty_now, levels_now, terms_now
from amberdesk.phone.models import Exchange, Hotline, Phone, Reservation
from amberdesk.phone.queries import waiting_now
from amberdesk.phone.queue import overflows
from amberdesk.rosters.models import Presence
from amberdesk.rosters.queries import on_duty
from amberdesk.rosters.statuses import ABSENT, Status

ON_THE_PHONE = frozenset({Status.RINGING, Status.ON_CALL})
Place = tuple[str, str]  # queue, interface


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in a queue. The name is that of his interface, so that the queue_log says whom it means."""

    paused: bool
    reason: str = ""


class Wanted(NamedTuple):
    """Who should be where, and all interfaces that are the desk's to move; others are left as they are."""

    there: Mapping[Place, Member]
    ours: frozenset[str]


class Move(NamedTuple):
    """What to tell the exchange, and how it stands then; None: not in the queue."""

    action: dict[str, str]
    place: Place
    member: Member | None


def moves(there: Mapping[Place, Member], wanted: Wanted) -> Iterator[Move]:
    """Yield what makes the queues as they should be; nothing when they are. Pure."""
    for (queue, interface), member in sorted(wanted.there.items()):
        here = there.get((queue, interface))
        told = {"Queue": queue, "Interface": interface, "Paused": "true" if member.paused else "false"}
        if here is None:
            added = {"Action": "QueueAdd", **told, "MemberName": interface}
            yield Move(added, (queue, interface), member)
        elif here.paused != member.paused:
            paused = {"Action": "QueuePause", **told, "Reason": member.reason}
            yield Move(paused, (queue, interface), member)
    for queue, interface in sorted(set(there) - set(wanted.there)):
        if interface in wanted.ours:
            removed = {"Action": "QueueRemove", "Queue": queue, "Interface": interface}
            yield Move(removed, (queue, interface), None)


def members_wanted(exchange: Exchange, at: datetime) -> Wanted:
    """Return who should be in which queue: who of the levels that are rung is on shift and there; paused who cannot take a call."""
    phones = {
        phone.person_id: phone.agent for phone in Phone.objects.filter(exchange=exchange).order_by("-pk")
    }
    presence = Presence.objects.filter(person__in=phones).exclude(status__in=ABSENT)
    statuses = dict(presence.values_list("person_id", "status"))
    held = _held(phones, at)
    found: dict[Place, Member] = {}
    hotlines = Hotline.objects.filter(exchange=exchange, active=True).exclude(queue="")
    for hotline in hotlines.select_related("network"):
        for person_id in _on_duty(hotline, statuses, at):
            status, by = statuses[person_id], held.get(person_id)
            found[hotline.queue, phones[person_id]] = _member(status, by, exchange.code)
    return Wanted(found, frozenset(phones.values()))


def _held(people: Collection[int], at: datetime) -> dict[int, str]:
    """Return the code of the exchange for whose call each of them is reserved; whoever writes one up has ended it."""
    rows = Reservation.objects.filter(person__in=list(people), until__gt=at, wrap_up=False)
    return {person: key.partition(":")[0] for person, key in rows.values_list("person_id", "call_key")}


def _member(status: str, held_by: str | None, here: str) -> Member:
    """Return how somebody stands in a queue: who rings or talks at this exchange, it knows itself; at another he is taken."""
    if held_by is not None and held_by != here:
        return Member(True, status if status in ON_THE_PHONE else Status.RINGING.value)
    if status == Status.AVAILABLE or (status in ON_THE_PHONE and held_by == here):
        return Member(False)
    return Member(True, status)


def _on_duty(hotline: Hotline, there: Collection[int], at: datetime) -> set[int]:
    """Return those who are there, of the levels that are rung for the hotline's network now."""
    levels = levels_now(duty_now(hotline.network, at), _overflows(hotline.network, at)) if there else ()
    return {
        person
        for level in levels
        for person in on_duty(level, hotline.network_id, at).filter(pk__in=there).values_list("pk", flat=True)
    }


def _overflows(network: Network, at: datetime) -> bool:
    """Return whether more wait, or one longer, than the network's agreement leaves to L1 alone."""
    terms = terms_now(network, at)
    if terms is None or (terms.overflow_waiting is None and terms.overflow_after is None):
        return False
    since = waiting_now([network.pk], at)
    return overflows(since, at, most=terms.overflow_waiting, longest=terms.overflow_after)
