"""Give up calls whose end nobody told: the exchange knows them no more, or nothing was told of them for long.

A late event corrects it: everything that is told is reckoned again.
"""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db.models import Max, Q

from amberdesk.phone.actions.take_in import call_key, note_happenings
from amberdesk.phone.exchanges import Kind
from amberdesk.phone.happenings import Happening, Outcome, What
from amberdesk.phone.models import Call, Exchange, Told

QUIET = timedelta(hours=2)  # nobody talks so long without a word of it
PATIENCE = timedelta(seconds=600)  # where no hotline says another
MARGIN = timedelta(minutes=5)  # words may be late
MOST = 2000  # calls at once
RUNNING = Q(outcome=Outcome.OPEN.value) | Q(outcome=Outcome.ANSWERED.value, ended_at=None)


def open_calls(exchange: Exchange, *, before: datetime) -> list[str]:
    """Return the exchange's ids of its calls that run, offered before an instant, however long ago."""
    rows = Call.objects.filter(RUNNING, exchange=exchange, offered_at__lt=before)
    prefix = call_key(exchange, "")
    return [key.removeprefix(prefix) for key in rows.values_list("key", flat=True)]


def lose_calls(exchange: Exchange, ids: Collection[str], *, at: datetime) -> int:
    """Say that the exchange does not know these calls any more; return how many that was told of."""
    second = int(at.timestamp())
    lost = [(id, Happening(id=f"lost:{id}:{second}", what=What.LOST, at=at)) for id in sorted(ids)]
    return note_happenings(exchange, lost, received_at=at, at=at) if lost else 0


def give_up_quiet_calls(now: datetime) -> int:
    """Give up the calls of which nothing was told for too long; return how many.

    A talk is long; but nobody waits longer than his hotline lets him, so a caller of whom nothing is told has gone.
    """
    running = Call.objects.filter(RUNNING, offered_at__lt=now - MARGIN).select_related("exchange", "hotline")
    calls = {call.key: call for call in running.order_by("offered_at")[:MOST]}
    heard = Told.objects.filter(call_key__in=list(calls)).values("call_key").annotate(last=Max("received_at"))
    quiet: dict[Exchange, list[str]] = defaultdict(list)
    for row in heard:
        call = calls[row["call_key"]]
        if row["last"] < now - _patience(call):
            quiet[call.exchange].append(call.key.partition(":")[2])
    return sum(lose_calls(exchange, ids, at=now) for exchange, ids in quiet.items())


def _patience(call: Call) -> timedelta:
    """Return after how long without a word a call is given up. An Asterisk that is heard says itself which calls live."""
    says_itself = call.exchange.kind == Kind.ASTERISK and call.exchange.lost_at is None
    if call.outcome != Outcome.OPEN or says_itself:
        return QUIET
    waits = timedelta(seconds=call.hotline.patience_seconds) if call.hotline else PATIENCE
    return min(waits + MARGIN, QUIET)
