"""Let statuses of technicians follow what they set at their telephones: a pause, a log-out, being there again."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction

from amberdesk.phone.actions.serve import serve_waiting
from amberdesk.phone.actions.status import Statuses
from amberdesk.phone.exchanges import Kind
from amberdesk.phone.happenings import AgentState, Standing
from amberdesk.phone.models import Exchange, Phone, Reservation
from amberdesk.phone.numbers import named_by_us
from amberdesk.rosters.models import Presence
from amberdesk.rosters.statuses import ABSENT, Status

LATE = timedelta(minutes=10)  # what is told later moves nobody any more
WHY = "exchange"
PAUSED = frozenset(Status) - ABSENT  # whoever is away or off already stays so
BACK = {Status.BREAK, *ABSENT}


@transaction.atomic
def follow_agents(exchange: Exchange, states: Iterable[AgentState], *, at: datetime) -> int:
    """Set the statuses of those who set something at the exchange; return of how many.

    The newest word of each counts, unless he has got another status since. Told again it changes nothing.
    """
    told = _newest(exchange, (state for state in states if at - LATE < state.at <= at + LATE))
    since = dict(Presence.objects.filter(person__in=told).values_list("person_id", "since"))
    busy = set(Reservation.objects.filter(person__in=told, until__gt=at).values_list("person_id", flat=True))
    fresh = sorted(person for person, state in told.items() if person in since and state.at > since[person])
    statuses = Statuses(fresh, at)
    count = 0
    for person in fresh:
        match told[person].state:
            case Standing.PAUSED:
                count += statuses.go(person, Status.BREAK, *PAUSED, why=WHY)
            case Standing.LOGGED_OUT:
                count += statuses.go(person, Status.OFF, *Status, why=WHY)
            case Standing.AVAILABLE if person not in busy:
                count += statuses.go(person, Status.AVAILABLE, *BACK)
    if count:
        transaction.on_commit(partial(serve_waiting, at), robust=True)
    return count


def _newest(exchange: Exchange, states: Iterable[AgentState]) -> dict[int, AgentState]:
    """Return the last word of each technician whom we know."""
    phones = dict(Phone.objects.filter(exchange=exchange).values_list("agent", "person_id"))
    found: dict[int, AgentState] = {}
    for state in sorted(states, key=lambda one: (one.at, one.state)):
        own = named_by_us(state.agent) if exchange.kind == Kind.API else None
        person = phones.get(state.agent) or own
        if person is not None:
            found[person] = state
    return found
