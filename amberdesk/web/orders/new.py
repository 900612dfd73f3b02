"""Place an order for a caller: find his shop, say what is broken, and do the next step at once."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from amberdesk.customers.finding import find_sites
from amberdesk.customers.phones import readable
from amberdesk.customers.terms import NoAgreement
from amberdesk.orders import access, actions, words
from amberdesk.orders.actions.place import Conflict
from amberdesk.orders.actions.take_call import take_call
from amberdesk.orders.rights import Forbidden
from amberdesk.orders.states import Refused
from amberdesk.orders.surroundings import open_at
from amberdesk.people.models import Person
from amberdesk.people.roles import COORDINATING, Role
from amberdesk.rosters.queries import standing_of
from amberdesk.rosters.standing import Standing
from amberdesk.web.base.doors import signed_in
from amberdesk.web.base.numbers import whole
from amberdesk.web.orders.new_form import NewOrder

BLAMES = {
    "subject_missing": "subject",
    "text_missing": "solution",
    "code_missing": "code",
    "minutes_wrong": "minutes",
    "text_too_long": "text",
}


@require_http_methods(["GET", "POST"])
@signed_in
def new(request: HttpRequest) -> HttpResponse:
    """Show the form, or place the order."""
    standing = placing(request)
    if request.method == "GET":
        return page(request, standing, NewOrder(standing, initial=known(request)))
    form = NewOrder(standing, request.POST)
    if "show" in request.POST:
        form.hush()
        return page(request, standing, form, asked=True)
    if number := request.POST.get("add_to"):
        return add(request, standing, form, number)
    return place(request, standing, form)


def placing(request: HttpRequest) -> Standing:
    """Return the standing of somebody who may place orders for callers; 404 to everybody else."""
    standing = standing_of(request.user.pk or 0)
    if standing is None or standing.role not in (Role.TECHNICIAN, *COORDINATING) or not standing.networks:
        raise Http404
    return standing


def known(request: HttpRequest) -> dict[str, Any]:
    """Return what the address knows of the caller."""
    get = request.GET
    told = {name: whole(get.get(name)) for name in ("site", "contact", "device")}
    return {**told, "reporter_phone": get.get("phone", "")[:40], "reporter_name": get.get("name", "")[:120]}


def place(request: HttpRequest, standing: Standing, form: NewOrder) -> HttpResponse:
    """Place it and take the next step; a refusal places nothing and keeps everything that was typed."""
    assert isinstance(request.user, Person)
    if not form.is_valid():
        return page(request, standing, form, status=422)
    at = now()
    try:
        placed = take_call(
            form.intake(at, request.user.pk), form.step(), by=access.actor_of(request.user), at=at
        )
    except Conflict as conflict:
        form.data = request.POST.copy()
        form.data["token"] = NewOrder(standing)["token"].value()
        form.add_error(None, words.refusal(conflict))
    except Refused as refusal:
        blame(form, refusal)
    except Forbidden as refusal:
        form.add_error(None, words.refusal(refusal))
        return page(request, standing, form, status=403)
    except NoAgreement:
        form.add_error(None, words.say("no_agreement", {}))
    else:
        order = placed.order
        told = {"number": order.number, "state": words.state(order.state)}
        messages.success(request, _("Zgłoszenie %(number)s jest zarejestrowane: %(state)s.") % told)
        return redirect("orders:order", order.number)
    return page(request, standing, form, status=422)


def blame(form: NewOrder, refusal: Refused) -> None:
    """Put the sentence at the field that it is about."""
    if refusal.code == "facts_missing":
        return form.miss(refusal.params["facts"])
    field = BLAMES.get(refusal.code)
    if refusal.code == "text_missing" and form.cleaned_data["next"] == "hand_over":
        field = "reason"
    form.add_error(field, words.refusal(refusal))


def add(request: HttpRequest, standing: Standing, form: NewOrder, number: str) -> HttpResponse:
    """Add what the caller said to an open order of his shop instead."""
    assert isinstance(request.user, Person)
    try:
        order = access.order_for(standing, number)
    except access.NoSuchOrder:
        raise Http404 from None
    said = [request.POST.get("subject", "").strip(), request.POST.get("text", "").strip()]
    try:
        by = access.actor_of(request.user)
        channel = "desk" if request.POST.get("channel") == "desk" else "hotline"
        actions.receive(order, text="\n\n".join(filter(None, said)), channel=channel, by=by, at=now())
    except (Refused, Forbidden) as refusal:
        form.add_error(
            "subject" if getattr(refusal, "code", "") == "text_missing" else None, words.refusal(refusal)
        )
        return page(request, standing, form, status=422)
    messages.success(request, _("Dopisane do zgłoszenia %(number)s.") % {"number": order.number})
    return redirect("orders:order", order.number)


@require_GET
@signed_in
def find(request: HttpRequest) -> HttpResponse:
    """Show the shops that the typed words may mean."""
    return render(request, "orders/_found.html", found(request, placing(request)))


def found(request: HttpRequest, standing: Standing) -> dict[str, Any]:
    """Return the shops found for `q`, each with whom or what it was found by."""
    query = request.GET.get("q", "").strip()
    hits = find_sites(standing.networks, query)
    shown = [(f, readable(f.number) if f.number else "") for f in hits]
    return {"q": query, "found": shown}


def page(
    request: HttpRequest, standing: Standing, form: NewOrder, *, status: int = 200, asked: bool = False
) -> HttpResponse:
    """Show the form with what is known of the shop."""
    context = {
        **found(request, standing),
        "form": form,
        "asked": asked,
        "words": words,
        "open_orders": open_at(form.place) if form.place else [],
    }
    return render(request, "orders/new.html", context, status=status)
