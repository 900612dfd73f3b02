"""My duty: who has it now, what goes over at its change, what was done meanwhile, the reader's next shifts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from amberdesk.customers.codes import Channel, Level
from amberdesk.customers.models import Network
from amberdesk.customers.queries import company, duty_at
from amberdesk.customers.terms import Duty, NoAgreement
from amberdesk.customers.words import level
from amberdesk.orders import words as orders
from amberdesk.orders.access import acts_for
from amberdesk.orders.duty_queries import done_for_l1, going_over
from amberdesk.orders.story_words import why_called
from amberdesk.orders.summons import summonses_for
from amberdesk.people.models import Person
from amberdesk.people.roles import Role
from amberdesk.rosters import lists, words
from amberdesk.rosters.duty import coming_shifts, last_shift_ended, shifts_by_place
from amberdesk.rosters.models import Shift
from amberdesk.rosters.queries import standing_of
from amberdesk.rosters.standing import Standing
from amberdesk.rosters.statuses import KEYS
from amberdesk.web.base.doors import me, staff
from amberdesk.web.roster.calls import calls, topics
from amberdesk.web.roster.reader import networks_of

WAYS = (Channel.FORM, Channel.HOTLINE)
LOOK_BACK = timedelta(days=4)  # for whoever has had no shift yet, and at most
INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Place:
    """A network now: who does L1's work on which ways, and who is on shift by level."""

    network: Network
    duties: list[tuple[str, Duty]]  # of the way in, "" for all; the duty
    crews: list[tuple[str, list[Shift]]]


@staff
@require_safe
def duty(request: HttpRequest) -> HttpResponse:
    """Show the reader's duty."""
    return render(request, "roster/duty.html", facts(me(request), now()))


def facts(person: Person, at: datetime) -> dict[str, Any]:
    """Return what the page shows a person at an instant."""
    networks, standing = networks_of(person), standing_of(person.pk)
    presence = lists.presence_of(person)
    return {
        "title": _("Mój dyżur"),
        "now": at,
        "zone": ZoneInfo(company().timezone),
        "places": places(networks, at),
        "coming": coming_shifts(person, at) if person.role == Role.TECHNICIAN else [],
        "is_technician": person.role == Role.TECHNICIAN,
        **_orders(person, standing, at),
        "level": level,
        "levels": orders.LEVELS,
        "kinds": words.SHIFT_KINDS,
        "mine": lists.shift_of(person, at) if person.role == Role.TECHNICIAN else None,
        "status": presence.status if presence else "off",
        "why": presence.why if presence else "",
        "statuses": words.STATUSES,
        "choices": [(key.upper(), status, words.STATUSES[status]) for key, status in KEYS.items()],
        **calls(person, standing, at),
        "live_topics": [
            "roster:all",
            *(f"network:{network.pk}" for network in networks),
            *topics(person, standing),
        ],
    }


def _orders(person: Person, standing: Standing | None, at: datetime) -> dict[str, Any]:
    if standing is None:
        return {"handed": [], "done": [], "since": None, "summonses": []}
    handed = going_over(standing, at)
    since = max(last_shift_ended(person, at) or at - LOOK_BACK, at - LOOK_BACK)
    return {
        "summonses": [(s, why_called(s.cause, s.target)) for s in summonses_for(standing)],
        "handed": [(h, "start" in acts_for(h.order, person, standing)) for h in handed],
        "done": done_for_l1(standing, since, at),
        "since": since,
    }


def places(networks: Iterable[Network], at: datetime) -> list[Place]:
    """Return the networks with the duty now and who is on shift."""
    shifts = shifts_by_place(at, at + INSTANT)
    return [
        Place(
            network,
            _duties(network, at),
            [(of.value, here) for of in Level if (here := shifts.get((network.pk, of.value), []))],
        )
        for network in networks
    ]


def _duties(network: Network, at: datetime) -> list[tuple[str, Duty]]:
    """Return the duty, once when all ways in have the same."""
    try:
        found = {way.value: duty_at(network, way, at) for way in WAYS}
    except NoAgreement:
        return []
    if len(set(found.values())) == 1:
        return [("", found[Channel.FORM])]
    return [(str(orders.word(orders.CHANNELS, way)), each) for way, each in found.items()]
