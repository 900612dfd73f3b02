"""The order's page, its parts, and why a clock shows what it shows."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from amberdesk.customers.codes import INNER
from amberdesk.orders.actions.look_at import look_at, look_away
from amberdesk.orders.explained import explained
from amberdesk.orders.numbers import read_number
from amberdesk.orders.surroundings import viewers_of
from amberdesk.web.base.doors import signed_in
from amberdesk.web.orders import parts
from amberdesk.web.orders.answers import is_fragment, no_content
from amberdesk.web.orders.compose import composer
from amberdesk.web.orders.seat import Seat, internal_only, seat_of, seated


@require_GET
@signed_in
def order(request: HttpRequest, number: str) -> HttpResponse:
    """Show the whole page; a number typed in another manner leads to its own address."""
    standard = read_number(number)
    if standard and standard != number:
        seat_of(request, standard)
        return redirect("orders:order", standard)
    seat = seat_of(request, number)
    context = parts.common(seat)
    for part in parts.PARTS.values():
        context |= part(seat)
    context |= composer(seat, since=context["story"].last)
    return render(request, "orders/order.html", {**context, "live_topics": seat.topics})


@require_GET
@seated
def part(seat: Seat, name: str) -> HttpResponse:
    """Show one part of the page, as it is now; nothing when the page has it so already (`have`)."""
    context = parts.part(seat, name)
    if seat.request.GET.get("have") == context.get(f"{name}_stamp", ""):
        return no_content()
    template = "orders/_earlier_entries.html" if context.get("partial") else f"orders/_{name}.html"
    return render(seat.request, template, {**context, "alone": True})


@require_GET
@seated
def clock(seat: Seat, target: str) -> HttpResponse:
    """Explain one clock, stretch by stretch."""
    told = explained(seat.order, seat.at).get(target)
    if told is None or (target in INNER and not seat.internal):
        raise Http404
    template = "orders/_clock.html" if is_fragment(seat.request) else "orders/clock.html"
    return render(seat.request, template, {**parts.common(seat), "told": told})


@require_POST
@seated
@internal_only
def viewing(seat: Seat) -> HttpResponse:
    """Keep that the reader has the page open (or has closed it: `gone`), and say who else has."""
    if "gone" in seat.request.POST:
        look_away(seat.order, person=seat.person)
        return no_content()
    look_at(seat.order, person=seat.person, at=seat.at)
    others = viewers_of(seat.order, but=seat.person, at=seat.at)
    return render(seat.request, "orders/_viewers.html", {"viewers": others, "order": seat.order})
