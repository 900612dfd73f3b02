"""Write orders that were lived elsewhere, table by table, with the ids that the database gives."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from enum import Enum
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import F, Model
from psycopg.types.json import Jsonb

from amberdesk.operation.history.replay import ORIGIN, Lived
from amberdesk.orders import events
from amberdesk.orders.actions.turn import header
from amberdesk.orders.models import Clock, Message, Order, OrderLink, Participant, Reference
from amberdesk.orders.numbers import make_number
from amberdesk.outbox.past import PastEvent, record_past


def write(lived: Sequence[Lived]) -> None:
    """Write the orders with all that belongs to them, in the caller's transaction."""
    _number(lived)
    messages = [m for x in lived for m in x.messages]
    _identify(Order, [x.order for x in lived])
    _identify(Participant, [x.reporter for x in lived])
    _identify(Message, messages)
    for x in lived:
        rows: list[Any] = [x.reporter, *x.messages, *x.clocks]
        for row in rows:
            row.order_id = x.order.pk
        for message in x.messages:
            message.participant_id = x.reporter.pk if message.participant else None
    references = [
        Reference(order_id=x.order.pk, whose=x.past.source, number=x.past.facts["id"]) for x in lived
    ]
    clocks = [c for x in lived for c in x.clocks]
    _copy(Order, [x.order for x in lived], with_id=True)
    _copy(Participant, [x.reporter for x in lived], with_id=True)
    _copy(Message, messages, with_id=True)
    _copy(Clock, clocks)
    _copy(Reference, references)
    _copy(
        OrderLink,
        [OrderLink(order=x.order, other_id=pk, how=how) for x in lived for pk, how in x.links.items()],
    )
    record_past(event for x in lived for event in _events(x))
    _absorb([x for x in lived if x.order.merged_into_id])


def _events(x: Lived) -> Iterator[PastEvent]:
    for e in x.told:
        by = type(e.by)("contact", x.reporter.pk) if e.by.kind == "contact" else e.by
        data = e.data if e.message is None else {**e.data, "message": x.messages[e.message].pk}
        yield PastEvent(x.order.subject_key, e.kind, e.version, e.at, by, e.acting_as, ORIGIN, data)


def _absorb(merged: Sequence[Lived]) -> None:
    """Let the orders into which others were merged know it, as far as their journals have come."""
    into = {x.order.pk: x.order.merged_into_id or 0 for x in merged}
    rows = Order.objects.select_for_update().filter(pk__in=into.values()).order_by("pk")
    targets = {target.pk: target for target in rows}
    told = []
    for x in merged:
        target, e = targets[into[x.order.pk]], next(e for e in x.told if e.kind == "order.merged")
        by = type(e.by)("contact", x.reporter.pk) if e.by.kind == "contact" else e.by
        target.last_event_at = max(e.at, target.last_event_at)
        event = events.Absorbed(other=x.order.pk)
        data = {**event.data(), **header(target), "own": e.data["own"]}
        about = (target.subject_key, event.kind, event.version, target.last_event_at)
        told.append(PastEvent(*about, by, e.acting_as, ORIGIN, data))
        Order.objects.filter(pk=target.pk).update(last_event_at=target.last_event_at)
        Clock.objects.filter(order=target).update(seq=F("seq") + 1)
    record_past(told)


def _number(lived: Sequence[Lived]) -> None:
    """Give every order its number, of the year in which it was placed."""
    wanted = Counter(x.network.pk for x in lived)
    counters = {pk: iter(_next(f"order_number_{pk}", count)) for pk, count in wanted.items()}
    for x in lived:
        year = x.order.placed_at.astimezone(ZoneInfo(x.network.timezone)).year
        x.order.number = make_number(x.network.code, year, next(counters[x.network.pk]))


def _identify(model: type[Model], rows: Sequence[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [model._meta.db_table])
        sequence = cursor.fetchone()[0]
    for row, pk in zip(rows, _next(sequence, len(rows)), strict=True):
        row.pk = pk


def _next(sequence: str, count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s::text::regclass) FROM generate_series(1, %s)", [sequence, count])
        return [row[0] for row in cursor.fetchall()]


@cache
def _fields(model: type[Model], with_id: bool) -> list[Any]:
    return [f for f in model._meta.concrete_fields if not f.generated and (with_id or not f.primary_key)]


def _copy(model: type[Model], rows: Iterable[Model], *, with_id: bool = False) -> None:
    fields = _fields(model, with_id)
    columns = ", ".join(f'"{f.column}"' for f in fields)
    names = [f.attname for f in fields]
    with (
        connection.cursor() as cursor,
        cursor.copy(f'COPY "{model._meta.db_table}" ({columns}) FROM STDIN') as copy,
    ):
        for row in rows:
            copy.write_row([_plain(getattr(row, name)) for name in names])


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return Jsonb(value)
    return value.value if isinstance(value, Enum) else value
