"""The dialog in which a coordinator verifies an order and sends it on its way."""

from typing import Any

from django.http import Http404, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from amberdesk.customers.codes import Level
from amberdesk.customers.queries import categories
from amberdesk.orders.access import NoSuchOrder, order_for
from amberdesk.orders.actions import triage
from amberdesk.orders.board import Shown, some_cards
from amberdesk.orders.crew_queries import Crew, crew, technician
from amberdesk.orders.models import Order
from amberdesk.orders.queries import report_of
from amberdesk.orders.rights import Forbidden
from amberdesk.orders.sla import preview, terms_of_order
from amberdesk.orders.states import Refused, Stale, after
from amberdesk.orders.words import TARGETS, word
from amberdesk.web.board.forms import VerifyForm, level_choices
from amberdesk.web.board.giving import given, hint, show_dialog, technicians
from amberdesk.web.board.outcomes import Outcome, answer, why
from amberdesk.web.board.reader import Reader, board_reader

UNTOUCHED = "category"  # the field whose change brings the others' usual values along


@require_http_methods(["GET", "HEAD", "POST"])
@board_reader
def verify(reader: Reader, number: str) -> HttpResponse:
    """Show the dialog, with what it was told so far; or verify."""
    order = _order(reader, number)
    who = crew([order.network_id], reader.at)
    cards = some_cards(reader.standing, reader.networks, [order.pk], who, reader.at)
    if not cards or "verify" not in cards[0].acts:
        return _refused(reader, order)
    shown = cards[0]
    if reader.request.method != "POST":
        return _dialog(reader, order, shown, who, _form(reader.request.GET, order, shown, who))
    form = _form(reader.request.POST, order, shown, who, bound=True)
    if not form.is_valid():
        return _dialog(reader, order, shown, who, form, status=422)
    return _verify(reader, order, shown, who, form)


def _order(reader: Reader, number: str) -> Order:
    try:
        order = order_for(reader.standing, number)
    except NoSuchOrder:
        raise Http404 from None
    if order.network_id not in reader.standing.networks:
        raise Http404
    return order


def _verify(reader: Reader, order: Order, shown: Shown, who: Crew, form: VerifyForm) -> HttpResponse:
    level = form.given_level if "level" in form.fields else None
    person = technician(form.technician_id, [order.network_id]) if level and form.technician_id else None
    version = form.cleaned_data["version"]
    try:
        order, events = triage(
            order,
            checked=form.checked,
            level=level,
            technician=person,
            by=reader.by,
            at=reader.at,
            expected=version,
        )
    except (Refused, Forbidden) as error:
        if isinstance(error, Stale):
            return answer(reader, [Outcome(order, failure=why(reader, order, version, error))], "")
        form.add_error(
            "scope_accepted_by" if error.code == "acceptance_missing" else None, why(reader, order, 0, error)
        )
        return _dialog(reader, order, shown, who, form, status=422)
    done = _("Zweryfikowano %(number)s: %(priority)s.") % {"number": order.number, "priority": order.priority}
    if len(events) > 1 and level:
        done += " " + given([order.number], level.value, person.name if person else "")
    return answer(reader, [Outcome(order, tuple(events))], done)


def _form(data: QueryDict, order: Order, shown: Shown, who: Crew, *, bound: bool = False) -> VerifyForm:
    """Return the form: of the order as it stands, or with what was chosen so far."""
    values = data if bound else _values(data, order, shown)
    level = values.get("level") or order.level
    form = VerifyForm(
        data if bound else None,
        here=reverse("board:verify", args=[order.number]),
        initial=values,
        categories=list(categories()),
        levels=level_choices(shown.levels),
        technicians=technicians([shown], who, str(level)),
    )
    if not shown.levels:
        del form.fields["level"], form.fields["technician"]
    return form


def _values(data: QueryDict, order: Order, shown: Shown) -> dict[str, Any]:
    """Return the values to begin with; a category just chosen brings its usual kind, urgency and level."""
    suggestion = shown.suggestion
    values: dict[str, Any] = {
        "category": order.category_id or "",
        "kind": order.kind,
        "impact": order.impact,
        "urgency": order.urgency,
        "scope": order.scope or "agreement",
        "scope_accepted_by": order.scope_accepted_by,
        "level": suggestion.level.value if suggestion else order.level,
        "technician": (suggestion.person_id if suggestion else order.assignee_id) or "",
        "version": order.version,
    }
    values |= {name: data[name] for name in values if name in data}
    if data.get("changed") == UNTOUCHED and (chosen := _category(data.get("category", ""))):
        level = Level.L2 if chosen.not_for_l1 and chosen.level == Level.L1 else chosen.level
        values |= {"kind": chosen.kind, "urgency": chosen.urgency, "level": str(level)}
    if suggestion and values["level"] != suggestion.level and "technician" not in data:
        values["technician"] = ""
    return values


def _category(pk: str) -> Any:
    return next((c for c in categories() if str(c.pk) == pk), None)


def _dialog(
    reader: Reader, order: Order, shown: Shown, who: Crew, form: VerifyForm, status: int = 200
) -> HttpResponse:
    facts = {
        "form": form,
        "order": order,
        "hint": hint([shown], who),
        "text": report_of(order.pk),
        **_foreseen(reader, order, form),
    }
    title = _("Zweryfikuj %(number)s") % {"number": order.number}
    return show_dialog(reader, "board/_verify.html", title, facts, status)


def _foreseen(reader: Reader, order: Order, form: VerifyForm) -> dict[str, Any]:
    """Return the priority that the matrix gives for what is chosen, and the due times that come with it."""
    impact, urgency = form["impact"].value(), form["urgency"].value()
    matrix = terms_of_order(order).matrix
    if order.priority_override or impact not in matrix or urgency not in matrix[impact]:
        return {"priority": order.priority, "fixed": order.priority_override, "dues": []}
    found = matrix[impact][urgency]
    readings = preview(order, {"priority": found}, reader.at)
    dues = [(word(TARGETS, target), r.due_at) for target, r in sorted(readings.items()) if r.due_at]
    return {"priority": found, "fixed": False, "dues": dues}


def _refused(reader: Reader, order: Order) -> HttpResponse:
    """Say why this order cannot be verified here, and let the page look at it again."""
    try:
        after(order.state, "verify")
        raise Forbidden("verify")
    except (Refused, Forbidden) as error:
        return answer(reader, [Outcome(order, failure=why(reader, order, 0, error))], "")
