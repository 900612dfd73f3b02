"""Say how the demo company's calls ended, many at once: no screen was there to press the keys."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from amberdesk.orders.models import Order
from amberdesk.phone.actions.figures import mark_days
from amberdesk.phone.endings import Ending, NoOrder
from amberdesk.phone.models import Call

NEAR = timedelta(hours=12)  # a call belongs to an order of its shop that came so near to it
MS = timedelta(milliseconds=1)
SOLVED_BY = {"L1": Ending.SOLVED, "L2_duty": Ending.TAKEN, "escalated": Ending.HANDED}
PLAIN = [NoOrder.INFORMATION, NoOrder.INFORMATION, NoOrder.REPEATED, NoOrder.WRONG_NUMBER, NoOrder.ADVERT]
ENDED = ["site", "order", "ending", "ending_reason", "ended_with", "said_at", "wrap_ms", "found_free"]


@dataclass(frozen=True, slots=True)
class Spoken:
    """A talk: the call's key, from which shop it came, when its technician was free again, how long he wrote it up."""

    key: str
    site_id: int
    free_at: datetime
    wrap: timedelta


def end_calls(spoken: Sequence[Spoken], random: Random) -> int:
    """Give each talk its ending: with an order of its shop from about that time, else without one."""
    by_key = {each.key: each for each in spoken}
    calls = list(Call.objects.filter(key__in=by_key, ending="").order_by("offered_at"))
    orders = _orders(calls, [each.site_id for each in spoken])
    for call in calls:
        talk = by_key[call.key]
        near = [o for o in orders.get(talk.site_id, []) if abs(o.placed_at - call.offered_at) < NEAR]
        order = random.choice(near) if near else None
        call.site_id, call.order, call.ended_with_id = talk.site_id, order, call.answered_by_id
        call.ending, call.ending_reason = _ending(call, order, random)
        call.said_at, call.wrap_ms = talk.free_at, talk.wrap // MS
        call.found_free = (call.wait_ms or 0) < 15_000
    Call.objects.bulk_update(calls, ENDED)
    mark_days((call.network_id, call.offered_at) for call in calls)
    return len(calls)


def _orders(calls: Sequence[Call], sites: Sequence[int]) -> dict[int, list[Order]]:
    if not calls:
        return {}
    first, last = calls[0].offered_at - NEAR, calls[-1].offered_at + NEAR
    found: dict[int, list[Order]] = {}
    for order in Order.objects.filter(site__in=sites, placed_at__gt=first, placed_at__lt=last):
        found.setdefault(order.site_id or 0, []).append(order)
    return found


def _ending(call: Call, order: Order | None, random: Random) -> tuple[str, str]:
    if order is None:
        return Ending.NO_ORDER.value, random.choice(PLAIN).value
    if order.placed_at < call.offered_at:
        return Ending.ADDED.value, ""
    return SOLVED_BY.get(order.solved_by, Ending.TAKEN).value, ""
