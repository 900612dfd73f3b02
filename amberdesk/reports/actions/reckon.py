"""Reckon days: events mark a day, a job counts it again from the orders. Late facts correct past days by themselves."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Count, Q, Sum

from amberdesk.clock.sla import State
from amberdesk.customers.models import Network
from amberdesk.orders.models import Clock, Order
from amberdesk.orders.models.order import OrderQuerySet
from amberdesk.outbox.journal import journal
from amberdesk.outbox.models import Event
from amberdesk.reports.models import DayFigure

ROUND = 200  # days at most in one round


def mark_days(event: Event) -> None:
    """Mark the days whose figures an event of an order may change: when it was placed, and when it was ever solved."""
    mark_days_of([event])


@transaction.atomic
def mark_days_of(events: Sequence[Event]) -> None:
    """Mark the days whose figures events of orders may change."""
    instants: dict[int, set[datetime]] = defaultdict(set)
    for event in events:
        networks = {
            event.data["network"],
            event.data.get("before", {}).get("network_id", event.data["network"]),
        }
        seen = {event.at} if event.kind == "order.placed" else _instants(event)
        for network in networks:
            instants[network] |= seen
    for network in Network.objects.filter(pk__in=instants).order_by("pk"):
        zone = ZoneInfo(network.timezone)
        mark(network, {at.astimezone(zone).date() for at in instants[network.pk]})


def _instants(event: Event) -> set[datetime]:
    """Return when the event's order was placed, and each time it was solved."""
    orders = Order.objects.filter(pk=int(event.subject.removeprefix("order:")))
    solved = journal(event.subject).filter(kind="order.resolved").values_list("at", flat=True)
    return {*orders.values_list("placed_at", flat=True), *solved}


def mark(network: Network, days: set[date]) -> None:
    """Mark days of a network to be reckoned again."""
    DayFigure.objects.bulk_create(
        [DayFigure(network=network, day=day) for day in sorted(days)],
        update_conflicts=True,
        unique_fields=["network", "day"],
        update_fields=["dirty"],
    )


def reckon_days(now: datetime) -> int:
    """Reckon the marked days; return how many. Safe in parallel."""
    count = 0
    while count < ROUND and _reckon_one():
        count += 1
    return count


@transaction.atomic
def _reckon_one() -> bool:
    dirty = DayFigure.objects.filter(dirty=True).order_by("-day")
    figure = dirty.select_for_update(skip_locked=True, of=("self",)).select_related("network").first()
    if figure is None:
        return False
    counted = count_day(figure.network, figure.day)
    DayFigure.objects.filter(pk=figure.pk).update(dirty=False, **counted)
    return True


def count_day(network: Network, day: date) -> dict[str, int]:
    """Return the figures of a network's day, counted from its orders."""
    zone = ZoneInfo(network.timezone)
    start, end = (datetime.combine(d, time(), zone) for d in (day, day + timedelta(days=1)))
    here = Order.objects.filter(network=network)
    placed = here.filter(placed_at__gte=start, placed_at__lt=end).aggregate(
        placed=Count("pk"), **{f"by_{c}": Count("pk", Q(channel=c)) for c in ("form", "hotline", "mail")}
    )
    solved = here.filter(resolved_at__gte=start, resolved_at__lt=end, state__in=["resolved", "closed"])
    failure = Q(kind="failure")
    counted = solved.aggregate(
        resolved=Count("pk"),
        failures=Count("pk", failure),
        solved_l1=Count("pk", failure & Q(solved_by="L1")),
        solved_l2_duty=Count("pk", failure & Q(solved_by="L2_duty")),
        solved_escalated=Count("pk", failure & Q(solved_by="escalated")),
        minutes_worked=Sum("minutes_worked", default=0),
    )
    clocks = Clock.objects.filter(order__in=solved, target="solution").aggregate(
        in_time=Count("pk", Q(state=State.MET)), late=Count("pk", Q(state=State.BREACHED_MET))
    )
    first = Event.objects.filter(
        kind="order.resolved", data__first_contact=True, subject__in=_subjects(solved)
    )
    return {**placed, **counted, **clocks, "first_contact": first.count()}


def _subjects(orders: OrderQuerySet) -> list[str]:
    return [f"order:{pk}" for pk in orders.filter(reopened=0).values_list("pk", flat=True)]
