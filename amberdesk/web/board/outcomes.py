"""One act on one or several orders: each in its own transaction, with its own outcome in words."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from amberdesk.orders.models import Order
from amberdesk.orders.rights import Forbidden
from amberdesk.orders.states import Refused, Stale
from amberdesk.orders.story import Reader as StoryReader
from amberdesk.orders.story import changed_since
from amberdesk.orders.words import refusal
from amberdesk.web.board.reader import Reader

MOST = 100  # orders in one request
TOLD = 5  # failures told one by one

Act = Callable[
    [Order, int], tuple[Order, Sequence[int]]
]  # (order, expected version) -> order, ids of its events


@dataclass(frozen=True, slots=True)
class Named:
    """An order as the page named it, with the version that the reader saw."""

    id: int
    version: int

    def __str__(self) -> str:
        return f"{self.id}:{self.version}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one order; `failure` says why not."""

    order: Order
    events: tuple[int, ...] = ()
    failure: str = ""


def named_orders(texts: Iterable[str]) -> list[Named]:
    """Return the orders that a page names as "id:version", each once. Raises Http404 for anything else."""
    found: dict[int, Named] = {}
    for text in list(texts)[:MOST]:
        order, _, version = text.partition(":")
        if not (order.isdecimal() and version.isdecimal() and len(text) < 30):
            raise Http404
        found.setdefault(int(order), Named(int(order), int(version)))
    return list(found.values())


def do_each(reader: Reader, named: Sequence[Named], act: Act) -> list[Outcome]:
    """Do the act on every order that the reader sees; what stops one stops no other. Http404 when he sees none."""
    orders = reader.orders(n.id for n in named)
    if not orders:
        raise Http404
    return [_do(reader, orders[n.id], n.version, act) for n in named if n.id in orders]


def _do(reader: Reader, order: Order, version: int, act: Act) -> Outcome:
    try:
        done, events = act(order, version)
        return Outcome(done, tuple(events))
    except (Refused, Forbidden) as error:
        return Outcome(order, failure=why(reader, order, version, error))


def why(reader: Reader, order: Order, version: int, error: Refused | Forbidden) -> str:
    """Return why an act was refused; of a stale version also what has changed and by whom."""
    if not isinstance(error, Stale):
        return refusal(error)
    changes = changed_since(order, StoryReader(reader.person.pk, True, reader.at), version=version)
    told = "; ".join(f"{entry.who} {entry.what}" for entry in changes)
    return _("zmienione w międzyczasie: %(changes)s") % {"changes": told} if told else refusal(error)


def answer(reader: Reader, outcomes: Sequence[Outcome], done: str, *, undoable: bool = True) -> HttpResponse:
    """Tell what became of the orders and let the page fetch their cards. `done`: the sentence for the successes."""
    failures = [f"{o.order.number}: {o.failure}" for o in outcomes if o.failure]
    more = len(failures) - TOLD
    if more > 0:
        failures = [
            *failures[:TOLD],
            _("… i jeszcze %(count)s, których nie udało się zmienić.") % {"count": more},
        ]
    said = [("ok", done)] if any(o.events for o in outcomes) else []
    said += [("bad", failure) for failure in failures]
    if not reader.request.headers.get("HX-Request"):
        return _back(reader.request, said)
    undo = undo_address(outcomes) if undoable else ""
    response = render(reader.request, "board/_told.html", {"said": said, "undo": undo})
    cards = {"ids": [o.order.pk for o in outcomes], "done": [o.order.pk for o in outcomes if o.events]}
    response.headers["HX-Trigger"] = json.dumps({"board:cards": cards, "dialog:close": None})
    response.headers["HX-Retarget"] = "#toasts"  # what was said goes there, not into the dialog that asked
    response.headers["HX-Reswap"] = "none"
    return response


def undo_address(outcomes: Sequence[Outcome]) -> str:
    """Return where to take the successes back, each order's acts from the last to the first."""
    taken = [f"event={o.order.pk}:{e}" for o in outcomes for e in reversed(o.events)]
    return f"{reverse('board:undo')}?{'&'.join(taken)}" if taken else ""


def _back(request: HttpRequest, said: Sequence[tuple[str, str]]) -> HttpResponse:
    """Answer a page without scripts: the board again, with what was said above it."""
    for kind, text in said:
        messages.add_message(request, messages.SUCCESS if kind == "ok" else messages.ERROR, text)
    return redirect("board:board")
