"""Note how it stood when a call came: who had the duty, and whether somebody was free."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from amberdesk.customers.terms import Duty
from amberdesk.phone.changes import Change
from amberdesk.phone.crew import Member, crew_of, duty_now, levels_now, of_level
from amberdesk.phone.models import Call
from amberdesk.start.engine.prepared import found

OLDEST = timedelta(days=7)  # what is told of older calls corrects figures and moves nobody
FRESH = timedelta(minutes=2)  # of an older call nobody knows any more who was free
_WAITS = "SELECT call_key, duty, found_free FROM phone_wait WHERE call_key = ANY(%s::text[])"


def note_how_it_stood(changes: Sequence[Change], *, at: datetime) -> None:
    """Set duty and found_free of the calls that are new: as the loop saw it when it was asked, else as it is now.

    In memory: the calls are written afterwards.
    """
    new = [c.call for c in changes if c.is_new and c.call.network_id and c.call.offered_at > at - OLDEST]
    if not new:
        return
    waits = {key: (duty, free) for key, duty, free in found(_WAITS, [call.key for call in new])}
    crew: list[Member] | None = None
    for call in new:
        stood = waits.get(call.key) or _long_ago(call, at)
        if stood is None:
            crew = crew if crew is not None else crew_of({c.network_id for c in new if c.network_id}, at)
            stood = _now(call, crew, at)
        call.duty, call.found_free = stood


def _long_ago(call: Call, at: datetime) -> tuple[str, bool | None] | None:
    """Return what can still be said of a call that is not told as it comes, or that nobody had the duty for."""
    duty = _duty(call)
    if duty.level is None:
        return "", None  # nobody was to be free
    return (duty.level.value, None) if call.offered_at < at - FRESH else None


def _now(call: Call, crew: Sequence[Member], at: datetime) -> tuple[str, bool | None]:
    assert call.network_id is not None  # only such calls come here
    duty = _duty(call)
    mine = of_level(crew, call.network_id, *levels_now(duty, False))
    return duty.level or "", any(m.is_free(at) or m.call_key == call.key for m in mine)


def _duty(call: Call) -> Duty:
    assert call.network is not None  # only such calls come here
    return duty_now(call.network, call.offered_at)
