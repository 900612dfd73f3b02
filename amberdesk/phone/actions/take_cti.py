"""Take in what the simple webhook says. Its exchange may begin its ids anew: then the same id is another call."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from amberdesk.phone.actions.take_in import Taken, call_key, take_in
from amberdesk.phone.adapters.generic_cti import AGAIN, TURN, begins
from amberdesk.phone.models import Call, Exchange, Told

OVER = timedelta(minutes=10)  # after its end, or the last word of it where no end was told for hours
QUIET = timedelta(hours=2)
MOST = 10_000  # calls of one id


def take_in_cti(exchange: Exchange, body: bytes, *, headers: Mapping[str, str], at: datetime) -> Taken:
    """Keep and read one sending, with the turn of its id, so that it can be read again as it was meant."""
    call, is_new = begins(body)
    turn = _turn(exchange, call, is_new, at) if call else 1
    return take_in(exchange, body, headers={**headers, TURN: str(turn)} if turn > 1 else headers, at=at)


def _turn(exchange: Exchange, id: str, is_new: bool, at: datetime) -> int:
    """Return the how-manieth call of the id is meant: a beginning long after the end of the last one begins another."""
    key = call_key(exchange, id)
    later = Call.objects.filter(key__startswith=f"{key}{AGAIN}").order_by("-offered_at")
    turns = {
        int(number): call
        for call in later[:5]
        if (number := call.key.removeprefix(f"{key}{AGAIN}")).isdecimal()
    }
    turn = max(turns, default=1)
    last = turns.get(turn) or Call.objects.filter(key=key).first()
    begins_anew = last is not None and is_new and turn < MOST and _is_over(last, at)
    return turn + 1 if begins_anew else turn


def _is_over(call: Call, at: datetime) -> bool:
    if call.ended_at is not None:
        return at - call.ended_at > OVER
    last = (
        Told.objects.filter(call_key=call.key).order_by("-received_at").values_list("received_at", flat=True)
    )
    return at - (last.first() or call.offered_at) > QUIET
