"""Reading one order: itself, its journal, its clocks, what was said."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import now
from ninja import Query, Router

from amberdesk.clock.sla import Reading, Stretch
from amberdesk.customers.codes import INNER
from amberdesk.orders import sla, words
from amberdesk.orders.access import NoSuchOrder, order_for
from amberdesk.orders.models import Message, Order
from amberdesk.orders.numbers import read_number
from amberdesk.orders.public import public_messages
from amberdesk.orders.story import PAGE, Entry, Reader, story_of
from amberdesk.outbox.journal import journal as journal_of
from amberdesk.web.api import answers, clock_answers, telling
from amberdesk.web.api import words as own_words
from amberdesk.web.api.fields import Id, Moment
from amberdesk.web.api.keys import Caller, caller_of
from amberdesk.web.api.problems import unknown_order

router = Router(tags=["orders"])


def order_of(caller: Caller, number: str) -> Order:
    """Return the order for the caller. Raises Problem(404), the same for a stranger's and for none."""
    found = read_number(number)
    if found is None:
        raise unknown_order()
    try:
        return order_for(caller.standing, found)
    except NoSuchOrder as error:
        raise unknown_order() from error


def mark(response: HttpResponse, row: Order) -> None:
    """Say the order's version, for If-Match."""
    response.headers["ETag"] = f'"{row.version}"'


@router.get("/orders/{number}", response=answers.Order, exclude_unset=True, url_name="order")
def order(request: HttpRequest, response: HttpResponse, number: str) -> dict[str, Any]:
    """Return an order with what the caller may do now. ETag is its version."""
    caller = caller_of(request)
    row = order_of(caller, number)
    mark(response, row)
    return telling.whole_order(row, caller)


@router.get("/orders/{number}/messages", response=answers.Messages, exclude_unset=True, url_name="messages")
def messages(request: HttpRequest, number: str) -> dict[str, Any]:
    """Return what was said, oldest first: all of it to staff, to representatives what is public by now."""
    caller = caller_of(request)
    row = order_of(caller, number)
    return {"messages": [telling.message(m, caller) for m in said(row, caller, now())]}


def said(row: Order, caller: Caller, at: datetime) -> list[Message]:
    """Return the messages that the caller may read; nothing that was taken back."""
    if not caller.internal:
        return list(public_messages(row, at))
    standing = row.messages.filter(taken_back_at=None).select_related("author", "participant")
    return list(standing.prefetch_related("attachments").order_by("at", "pk"))


@router.get("/orders/{number}/journal", response=answers.Journal, exclude_unset=True, url_name="journal")
def journal(
    request: HttpRequest,
    number: str,
    before: Annotated[Id | None, Query(description="Event id: what happened earlier.")] = None,
    limit: Annotated[int, Query(ge=1, le=PAGE)] = PAGE,
) -> dict[str, Any]:
    """Return what happened, oldest first, the newest part of it. Representatives read what concerns the customer."""
    caller = caller_of(request, "before", "limit")
    row = order_of(caller, number)
    reader = Reader(caller.person.pk, caller.internal, now())
    story = story_of(row, reader, before=before, limit=limit)
    data = _data([e.id for e in story.entries], row) if caller.internal else {}
    return {"entries": [_entry(e, data, caller) for e in story.entries], "earlier": story.earlier}


def _data(ids: list[int], row: Order) -> dict[int, dict[str, Any]]:
    return dict(journal_of(row.subject_key).filter(pk__in=ids).values_list("pk", "data"))


def _entry(entry: Entry, data: dict[int, dict[str, Any]], caller: Caller) -> dict[str, Any]:
    told: dict[str, Any] = {
        "id": entry.id,
        "kind": f"order.{entry.code}",
        "at": entry.at,
        "recorded_at": entry.recorded_at,
        "who": entry.who,
        "what": entry.what,
        "origin": entry.origin,
        "message": entry.message and telling.message(entry.message, caller),
    }
    if caller.internal:
        told |= {
            "acting_as": entry.acting,
            "from_order": entry.from_order.number if entry.from_order else None,
            "undone": entry.undone,
            "data": data.get(entry.id, {}),
        }
    return told


@router.get("/orders/{number}/clocks", response=clock_answers.Clocks, url_name="clocks")
def clocks(
    request: HttpRequest,
    number: str,
    at: Annotated[Moment | None, Query(description="A past instant; else now.")] = None,
) -> dict[str, Any]:
    """Return what the order's clocks show at an instant, and why: stretches that add up to the second."""
    caller = caller_of(request, "at")
    row = order_of(caller, number)
    at = min(at or now(), now())
    why = sla.explanations(row, at)
    found = sla.readings(row, at)
    shown = [target for target in found if caller.internal or target not in INNER]
    return {"at": at, "clocks": [_clock(target, found[target], why[target]) for target in shown]}


def _clock(target: str, reading: Reading, why: list[Stretch]) -> dict[str, Any]:
    return {
        "target": target,
        "name": words.word(words.TARGETS, target),
        "state": reading.state.value,
        "limit_seconds": reading.limit.total_seconds(),
        "used_seconds": reading.used.total_seconds(),
        "left_seconds": reading.left.total_seconds(),
        "due_at": reading.due_at,
        "breached_at": reading.breached_at,
        "warned_at": reading.warned_at,
        "kept": reading.kept,
        "missed": reading.missed,
        "pause": reading.pause and {"reason": reading.pause.reason, "since": reading.pause.start},
        "explanation": [_stretch(s) for s in why],
    }


def _stretch(stretch: Stretch) -> dict[str, Any]:
    return {
        "start": stretch.start,
        "end": stretch.end,
        "seconds": (stretch.end - stretch.start).total_seconds(),
        "counted": stretch.counted,
        "code": stretch.code,
        "params": {name: str(value) for name, value in stretch.params.items()},
        "says": own_words.stretch(stretch.code, stretch.params),
    }
