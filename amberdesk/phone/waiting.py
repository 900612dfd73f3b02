"""All who wait now, on all hotlines, and who could be rung for them."""

from collections.abc import Iterable
from copy import copy
from datetime import datetime, timedelta
from typing import Self

from amberdesk.customers.models import Network
from amberdesk.phone import loop
from amberdesk.phone.crew import TARGET, Member, crew_of, duty_now, levels_now, of_level, terms_now
from amberdesk.phone.happenings import Outcome
from amberdesk.phone.models import Call, Exchange, Hotline, Wait
from amberdesk.phone.queue import overflows
from amberdesk.phone.transport import push_url
from amberdesk.start.engine.prepared import columns, found, made

ASK_AGAIN = timedelta(seconds=60)  # a caller who waits is asked for again, should no push come
POLL = timedelta(seconds=3)  # where the exchange takes no push
LATE = timedelta(seconds=10)  # so late a question may be; then the caller is no longer there
LATELY = 20  # calls, for the mean time of handling
MS = timedelta(milliseconds=1)
GONE = f"""EXISTS (SELECT 1 FROM phone_call c WHERE c.key = w.call_key AND (
  c.ended_at IS NOT NULL OR c.outcome = '{Outcome.CALLBACK}' OR c.answered_at >= w.since))"""  # of a wait w: nobody waits
_WAITING = f"""
SELECT {columns(Wait, "w")} FROM phone_wait w
 WHERE NOT w.ringing AND (w.asked_at > %s::timestamptz AND w.handle <> '' OR w.asked_at > %s::timestamptz)
   AND NOT {GONE}"""


class Queue:
    """Read once, for one decision, under the lock of decisions. `stopped`: for this call nothing rings any more."""

    def __init__(self, waits: Iterable[Wait], at: datetime, stopped: str = "") -> None:
        self.waits, self.at = list(waits), at
        self.networks = {wait.hotline.network_id: wait.hotline.network for wait in self.waits}
        self.crew = [member.stopped(stopped, at) for member in crew_of(self.networks, at)]
        self._crews = {pk: self._crew(network) for pk, network in self.networks.items()}

    @classmethod
    def around(cls, wait: Wait, *, at: datetime) -> Self:
        """Return the queue with a call in it that is just asked for."""
        return cls([*(other for other in waiting(at) if other.pk != wait.pk), wait], at, wait.call_key)

    def crew_for(self, wait: Wait) -> list[Member]:
        """Return who serves the call's network now."""
        return self._crews[wait.hotline.network_id]

    def members(self) -> dict[int, Member]:
        return {member.id: member for member in self.crew}

    def turns(self) -> list[loop.Turn]:
        """Return who should be rung for whom now."""
        free = {m.id: m.as_free(self.at) for m in self.crew if m.is_free(self.at)}
        return loop.turns([self._caller(wait) for wait in self.waits], free.values(), self.at)

    def position(self, wait: Wait) -> int:
        """Return the call's place in the queue of its network, from 1."""
        mine = wait.hotline.network_id
        ahead = (w for w in self.waits if w.hotline.network_id == mine and w.pk != wait.pk)
        return 1 + sum((place_of(other), other.pk) < (place_of(wait), wait.pk) for other in ahead)

    def waiting_at(self, hotline: Hotline) -> int:
        return sum(wait.hotline_id == hotline.pk for wait in self.waits)

    def _crew(self, network: Network) -> list[Member]:
        """Return who is rung for a network: of the level that has the duty, and of L2 when too many wait."""
        since = [wait.since for wait in self.waits if wait.hotline.network_id == network.pk]
        terms = terms_now(network, self.at)
        most, longest = (terms.overflow_waiting, terms.overflow_after) if terms else (None, None)
        overflowing = overflows(since, self.at, most=most, longest=longest)
        levels = levels_now(duty_now(network, self.at), overflowing)
        return of_level(self.crew, network.pk, *levels)

    def _caller(self, wait: Wait) -> loop.Caller:
        hotline = wait.hotline
        terms = terms_now(hotline.network, self.at)
        return loop.Caller(
            key=wait.call_key,
            crew=frozenset(member.id for member in self.crew_for(wait)),
            since=wait.since,
            place=place_of(wait),
            target=terms.answer_within if terms else TARGET,
            ring=timedelta(seconds=hotline.ring_seconds),
            strategy=loop.Strategy(hotline.strategy),
            rung=tuple(wait.rung),
            rest_until=wait.rest_until,
            last=hotline.last_id,
        )


def place_of(wait: Wait) -> datetime:
    """Return since when the caller stands in the queue: who was promised a call and rings again has his old place."""
    return min(wait.place or wait.since, wait.since)


def waiting(at: datetime) -> list[Wait]:
    """Return the calls for which nobody rings just now, each with its hotline, network and exchange.

    Only of callers who are there: whose call is over, or of whom the exchange asks no more, is counted nowhere.
    """
    waits = [made(Wait, row) for row in found(_WAITING, at - ASK_AGAIN - LATE, at - 2 * POLL)]
    if not waits:
        return []
    hotlines = Hotline.objects.select_related("network").in_bulk({w.hotline_id for w in waits})
    exchanges = {exchange.code: exchange for exchange in Exchange.objects.all()}
    for wait in waits:
        wait.hotline = copy(hotlines[wait.hotline_id])
        wait.hotline.exchange = exchanges.get(wait.call_key.partition(":")[0])
    return waits


def takes_push(exchange: Exchange | None) -> bool:
    return exchange is not None and push_url(exchange) != ""


def handled_lately(network_id: int) -> list[timedelta]:
    """Return how long the last answered calls of a network took: talk and wrap-up."""
    calls = Call.objects.filter(network=network_id, outcome=Outcome.ANSWERED.value, talk_ms__isnull=False)
    rows = calls.order_by("-offered_at").values_list("talk_ms", "wrap_ms")[:LATELY]
    return [((talk or 0) + (wrap or 0)) * MS for talk, wrap in rows]
