"""Whether what was really sent gives the same calls in any order, and figures that add up."""

import random
from datetime import datetime

from django.db.models import Sum

from amberdesk.phone.actions.figures import reckon_hotlines
from amberdesk.phone.adapters import reading_of
from amberdesk.phone.calls import CallFacts, call_of
from amberdesk.phone.happenings import Happening, Outcome
from amberdesk.phone.models import Call, Delivery, HalfHour

ORDERS = 200
OUTCOMES = [outcome.value for outcome in Outcome]


def same_in_any_order(seed: int = 1) -> int:
    """Fold the stored deliveries in many random orders, with repeats; return how many calls were the same in each."""
    sent = _sent()
    right, luck = _calls(sent), random.Random(seed)
    for _ in range(ORDERS):
        mixed = [*sent, *luck.choices(sent, k=len(sent) // 2)]
        luck.shuffle(mixed)
        assert _calls(mixed) == right
    return len(right)


def adds_up(now: datetime) -> int:
    """Return how many calls were offered: as many as the half hours and their outcomes say together."""
    reckon_hotlines(now)
    sums = HalfHour.objects.aggregate(Sum("offered"), **{name: Sum(name) for name in OUTCOMES})
    offered = sums.pop("offered__sum")
    assert offered == Call.objects.filter(network__isnull=False).count() == sum(sums.values())
    for name, count in sums.items():
        assert count == Call.objects.filter(network__isnull=False, outcome=name).count(), name
    return int(offered)


def _sent() -> list[tuple[str, Happening]]:
    deliveries = Delivery.objects.select_related("exchange").order_by("pk")
    return [
        told
        for one in deliveries
        for told in reading_of(one.exchange, bytes(one.body), one.headers, one.received_at).told
    ]


def _calls(told: list[tuple[str, Happening]]) -> dict[str, CallFacts | None]:
    return {id: call_of(h for of, h in told if of == id) for id in {of for of, _ in told}}
