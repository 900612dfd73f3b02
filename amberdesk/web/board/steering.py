"""The other acts of the board: priority, and taking the last act back."""

from collections import defaultdict

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from amberdesk.customers.codes import Priority
from amberdesk.orders.actions import set_priority
from amberdesk.orders.actions import undo as do_undo
from amberdesk.orders.models import Order
from amberdesk.web.board.forms import PriorityForm
from amberdesk.web.board.giving import cards_of, show_dialog
from amberdesk.web.board.outcomes import answer, do_each, named_orders
from amberdesk.web.board.reader import Reader, board_reader


@require_http_methods(["GET", "HEAD", "POST"])
@board_reader
def priority(reader: Reader) -> HttpResponse:
    """Show the dialog, or set the priority of the named orders against the matrix."""
    posted = reader.request.method == "POST"
    named = named_orders((reader.request.POST if posted else reader.request.GET).getlist("order"))
    cards, _crew = cards_of(reader, named)
    form = (
        PriorityForm(reader.request.POST)
        if posted
        else PriorityForm(initial={"priority": cards[0].card.priority})
    )
    if not (posted and form.is_valid()):
        facts = {"form": form, "named": named, "cards": cards}
        return show_dialog(
            reader, "board/_priority.html", _("Zmień priorytet"), facts, 422 if posted else 200
        )
    chosen, reason = Priority(form.cleaned_data["priority"]), form.cleaned_data["reason"]

    def act(order: Order, version: int) -> tuple[Order, list[int]]:
        order = set_priority(
            order, priority=chosen, reason=reason, by=reader.by, at=reader.at, expected=version
        )
        return order, [order.last_event_id]

    outcomes = do_each(reader, named, act)
    count = sum(bool(o.events) for o in outcomes)
    done = ngettext(
        "Priorytet %(priority)s: %(count)s zgłoszenie", "Priorytet %(priority)s: %(count)s zgłoszeń", count
    ) % {"priority": chosen.value, "count": count}
    return answer(reader, outcomes, done)


@require_POST
@board_reader
def undo(reader: Reader) -> HttpResponse:
    """Take acts back (event=<order id>:<event id>, several; of one order the last act first)."""
    named = reader.request.GET.getlist("event")
    events: dict[int, list[int]] = defaultdict(list)
    for text in named:
        (one,) = named_orders([text])
        events[one.id].append(one.version)

    def act(order: Order, _version: int) -> tuple[Order, list[int]]:
        for event in events[order.pk]:
            order = do_undo(order, event_id=event, by=reader.by, at=reader.at)
        return order, [order.last_event_id]

    outcomes = do_each(reader, named_orders(named), act)
    count = sum(bool(o.events) for o in outcomes)
    done = ngettext("Cofnięto %(count)s czynność", "Cofnięto %(count)s czynności", count) % {"count": count}
    return answer(reader, outcomes, done, undoable=False)
