"""Doing an act: its form in a dialog or on a page, its refusals in words, what changed meanwhile."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from amberdesk.clock.sla import Reading
from amberdesk.customers.terms import NoAgreement
from amberdesk.orders import access, actions, sla, words
from amberdesk.orders.actions.undo import UNDOABLE
from amberdesk.orders.rights import Forbidden
from amberdesk.orders.states import Refused, Stale
from amberdesk.orders.story import Entry, changed_since
from amberdesk.orders.surroundings import last_event
from amberdesk.web.orders import parts
from amberdesk.web.orders.acts import FORMS, ActForm
from amberdesk.web.orders.answers import done, is_fragment, refused
from amberdesk.web.orders.seat import Seat, seat_of, seated

Change = tuple[str, Reading | None, Reading | None]  # target, before, after


@require_http_methods(["GET", "POST"])
@seated
def act(seat: Seat, act: str) -> HttpResponse:
    """Ask for what the act needs, or do it. For the customer's side there are no acts."""
    if not seat.internal:
        raise Http404
    if act not in seat.rights:
        return not_allowed(seat, act)
    if seat.request.method == "GET":
        return ask(seat, FORMS[act](seat)) if act in seat.acts else impossible(seat, act)
    form = FORMS[act](seat, seat.request.POST)
    if "preview" in seat.request.POST:
        form.hush()
        return ask(seat, form, asked=True)
    return perform(seat, form) if form.is_valid() else ask(seat, form, status=422)


def perform(seat: Seat, form: ActForm) -> HttpResponse:
    """Call the action; show its refusal with everything that was typed."""
    try:
        said = form.perform(seat.at)
    except Stale as stale:
        return after_change(seat, form, int(str(stale.params["expected"])))
    except Forbidden as refusal:
        form.blame(refusal)
        return ask(seat, form, status=403)
    except Refused as refusal:
        form.blame(refusal)
        return ask(seat, form, status=409 if refusal.code in ("state", "nobody_called") else 422)
    except NoAgreement:
        form.add_error(None, words.say("no_agreement", {}))
        return ask(seat, form, status=422)
    except access.NoSuchOrder:
        raise Http404 from None
    return done(seat.request, seat.order.number, said, undo=undo_address(seat))


def undo_address(seat: Seat) -> str:
    """Return where the act just done can be undone; "" when it cannot."""
    event = last_event(seat.order)
    mine = (event.actor_kind, event.actor_id) == ("person", seat.person.pk)
    return (
        reverse("orders:undo", args=[seat.order.number, event.pk]) if mine and event.kind in UNDOABLE else ""
    )


def after_change(seat: Seat, form: ActForm, expected: int) -> HttpResponse:
    """Say what others changed meanwhile; pressed again, the act is done on what is known now."""
    now = seat_of(seat.request, seat.order.number)
    changes = changed_since(now.order, now.reader, version=expected)
    typed = seat.request.POST.copy()
    typed["version"] = str(now.order.version)
    fresh = type(form)(now, typed)
    fresh.is_valid()
    return ask(now, fresh, status=412, changes=changes)


def ask(
    seat: Seat, form: ActForm, *, status: int = 200, changes: list[Entry] | None = None, asked: bool = False
) -> HttpResponse:
    """Show the act's form: inside the page's dialog, or as a page of its own."""
    context = {
        **parts.common(seat),
        "form": form,
        "changes": changes or [],
        "foreseen": foreseen(seat, form) if form.previews and (asked or form.is_bound) else [],
        "asked": asked,
    }
    template = form.template if is_fragment(seat.request) else "orders/act.html"
    return render(seat.request, template, context, status=status)


def foreseen(seat: Seat, form: ActForm) -> list[Change]:
    """Return what each clock shows now and would show after the act, where that differs."""
    try:
        after = form.preview()
    except (NoAgreement, KeyError):
        return []
    now = sla.readings(seat.order, seat.at) if after else {}
    return [(t, now.get(t), after.get(t)) for t in {**now, **after} if now.get(t) != after.get(t)]


def not_allowed(seat: Seat, act: str) -> HttpResponse:
    """Refuse an act that is not the reader's."""
    context = {**parts.common(seat), "sentence": words.refusal(Forbidden(act)), "act": act}
    return render(seat.request, "orders/refused.html", context, status=403)


def impossible(seat: Seat, act: str) -> HttpResponse:
    """Say that the order's state does not allow the act now."""
    nobody = act == "accept" and seat.order.is_open
    refusal = Refused("nobody_called") if nobody else Refused("state", act=act, state=seat.order.state)
    sentence = words.refusal(refusal)
    template = "orders/_refused.html" if is_fragment(seat.request) else "orders/refused.html"
    context = {**parts.common(seat), "sentence": sentence, "act": act}
    return render(seat.request, template, context, status=409)


@require_POST
@seated
def undo(seat: Seat, event: int) -> HttpResponse:
    """Take one's own last steering act back."""
    number = seat.order.number
    try:
        actions.undo(seat.order, event_id=event, by=seat.by, at=seat.at)
    except (Refused, Forbidden) as refusal:
        return refused(seat.request, number, words.refusal(refusal))
    return done(seat.request, number, words.undone())
