"""Give up calls whose end nobody told: the exchange knows them no more, or nothing was told of them for long.

A late event corrects it: everything that is told is reckoned again.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db.models import Max

from amberdesk.phone.actions.take_in import call_key, note_happenings
from amberdesk.phone.happenings import Happening, Outcome, What
from amberdesk.phone.models import Call, Exchange, Told

QUIET = timedelta(hours=2)  # nobody talks so long without a word of it
OLDEST = timedelta(hours=26)


def open_calls(exchange: Exchange, *, before: datetime) -> list[str]:
    """Return the exchange's ids of its calls that run, offered in the day before an instant."""
    rows = Call.objects.filter(
        exchange=exchange,
        ended_at=None,
        outcome__in=(Outcome.OPEN, Outcome.ANSWERED),
        offered_at__lt=before,
        offered_at__gt=before - OLDEST,
    )
    prefix = call_key(exchange, "")
    return [key.removeprefix(prefix) for key in rows.values_list("key", flat=True)]


def lose_calls(exchange: Exchange, ids: Collection[str], *, at: datetime) -> int:
    """Say that the exchange does not know these calls any more; return how many that was told of."""
    second = int(at.timestamp())
    lost = [(id, Happening(id=f"lost:{id}:{second}", what=What.LOST, at=at)) for id in sorted(ids)]
    return note_happenings(exchange, lost, received_at=at, at=at) if lost else 0


def give_up_quiet_calls(now: datetime) -> int:
    """Give up the calls of the last day of which nothing was told for long; return how many."""
    running = Call.objects.filter(
        ended_at=None,
        outcome__in=(Outcome.OPEN, Outcome.ANSWERED),
        offered_at__gt=now - OLDEST,
        offered_at__lt=now - QUIET,
    )
    calls = {call.key: call for call in running.select_related("exchange")}
    heard = Told.objects.filter(call_key__in=list(calls)).values("call_key").annotate(last=Max("received_at"))
    quiet = [row["call_key"] for row in heard if row["last"] < now - QUIET]
    by_exchange: dict[int, list[str]] = {}
    for key in quiet:
        by_exchange.setdefault(calls[key].exchange_id, []).append(key)
    count = 0
    for keys in by_exchange.values():
        exchange = calls[keys[0]].exchange
        count += lose_calls(exchange, [key.partition(":")[2] for key in keys], at=now)
    return count
