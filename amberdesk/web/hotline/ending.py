"""From the pressed key and the form to the one act that ends a call."""

from dataclasses import replace

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from amberdesk.customers.codes import Level
from amberdesk.customers.refusals import Refused
from amberdesk.customers.terms import NoAgreement
from amberdesk.orders import rights, states
from amberdesk.orders import words as orders
from amberdesk.orders.models import Order
from amberdesk.people.models import Person
from amberdesk.people.refusals import Forbidden
from amberdesk.phone import call_words as words
from amberdesk.phone.actions.end_call import Said, end_call
from amberdesk.phone.endings import PLACING, Ending
from amberdesk.phone.mine import helpers
from amberdesk.phone.models import Call
from amberdesk.search.queries import order_by_number
from amberdesk.web.hotline.form import CallForm
from amberdesk.web.hotline.seat import Seat

BLAMES = {
    "subject_missing": "text",
    "text_missing": "text",
    "text_too_long": "text",
    "code_missing": "code",
    "order_missing": "order",
}


def end(seat: Seat, call: Call, form: CallForm, key: str) -> HttpResponse | None:
    """End the call by a key: "solved", "handed:L3:7", "handed:L2:ring_back", "no_order:test". None: the form says why not."""
    ending, _colon, more = key.partition(":")
    if ending not in set(Ending) or not form.is_valid():
        return None
    try:
        said = _said(seat, form, Ending(ending), more)
        ended = end_call(call, said, by=seat.by, at=seat.at)
    except (Refused, states.Refused) as refusal:
        blame(form, refusal)
    except rights.Forbidden as refusal:
        form.add_error(None, orders.refusal(refusal))
    except Forbidden:
        form.add_error(None, _("To połączenie klienta, którego nie obsługujesz."))
    except NoAgreement:
        form.add_error(None, orders.say("no_agreement", {}))
    else:
        messages.success(seat.request, told(ended))
        return redirect("hotline:hotline")
    return None


def told(call: Call) -> str:
    """Return how the call ended, in a sentence with the order's number."""
    what = words.ending(call.ending, call.ending_reason)
    if call.order is None:
        return _("Połączenie zakończone: %(what)s.") % {"what": what}
    return _("Połączenie zakończone: %(what)s, zgłoszenie %(number)s.") % {
        "what": what,
        "number": call.order.number,
    }


def _said(seat: Seat, form: CallForm, ending: Ending, more: str) -> Said:
    d = form.cleaned_data
    said = Said(ending=ending, site=form.place, contact=d["contact"], learn=d["learn"])
    if ending in PLACING:
        level, _colon, whom = more.partition(":")
        to = Level(level) if level in set(Level) else Level.L2
        report = form.intake(seat.at)
        if report is None:
            raise Refused("network_missing", "network")
        step = form.step(seat.at, to, _helper(seat, report.network.pk, to, whom))
        return replace(said, report=report, step=step, ring_back=whom == "ring_back")
    if ending == Ending.ADDED:
        text = d["text"].strip() or _("Klient pyta o stan zgłoszenia.")
        return replace(said, order=_order(seat, form), text=text)
    return replace(said, reason=more)


def _helper(seat: Seat, network_id: int, level: Level, whom: str) -> Person | None:
    """Return who was asked during the call, if he still is there to be asked."""
    offered = {
        str(h.person.pk): h.person for h in helpers(network_id, seat.person, seat.at) if h.level == level
    }
    return offered.get(whom)


def _order(seat: Seat, form: CallForm) -> Order | None:
    number = form.picked()
    return order_by_number(seat.standing, number, seat.at) if number else None


def blame(form: CallForm, refusal: Refused | states.Refused) -> None:
    """Put the sentence at the field that it is about."""
    if isinstance(refusal, states.Refused) and refusal.code == "facts_missing":
        return form.miss(refusal.params["facts"])
    field = BLAMES.get(refusal.code) or getattr(refusal, "field", "")
    said = words.sentence(refusal) if isinstance(refusal, Refused) else orders.refusal(refusal)
    form.add_error(field if field in form.fields else None, said)
