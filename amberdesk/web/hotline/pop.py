"""What the screen shows of one call: who it may be, what is open there, who could help."""

from typing import Any
from zoneinfo import ZoneInfo

from amberdesk.customers.finding import Found
from amberdesk.customers.models import Site
from amberdesk.customers.phones import readable
from amberdesk.customers.queries import company
from amberdesk.orders import words as orders
from amberdesk.people.models import Person
from amberdesk.phone import call_words as words
from amberdesk.phone.access import calls_for
from amberdesk.phone.dialling import phone_to_dial
from amberdesk.phone.endings import Ending, NoOrder
from amberdesk.phone.happenings import Outcome
from amberdesk.phone.mine import callers_of, helpers, rings_from
from amberdesk.phone.models import Call
from amberdesk.phone.queries import recent_calls
from amberdesk.rosters import words as rosters
from amberdesk.web.base.numbers import whole
from amberdesk.web.hotline.form import CallForm
from amberdesk.web.hotline.helping import phone_in
from amberdesk.web.hotline.seat import Seat

KEYS = {ending: str(place) for place, ending in enumerate(Ending, 1)}


def phase(call: Call, person: Person) -> str:
    """Return how the call stands towards the person: "ringing", "talking", "elsewhere", "over" or "missed"."""
    if call.outcome == Outcome.OPEN:
        return "ringing"
    if call.outcome != Outcome.ANSWERED:
        return "missed"
    if call.ended_at is not None:
        return "over"
    return "talking" if call.answered_by_id in (person.pk, None) else "elsewhere"


def head(seat: Seat, call: Call, after: Call | None = None) -> dict[str, Any]:
    """Return what changes while the call runs. `after`: another call that rings or waits to be written up."""
    talks = list(call.segments.select_related("person").order_by("started_at"))
    return {
        "call": call,
        "after": after,
        "phase": phase(call, seat.person),
        "talks": talks if len(talks) > 1 else [],
        "number": readable(call.caller),
        "now": seat.at,
        "zone": ZoneInfo(company().timezone),
        "words": words,
        "readable": readable,
        "dials": bool(call.caller) and phase(call, seat.person) in ("missed", "over") and _dials(seat.person),
    }


def _dials(person: Person) -> bool:
    return phone_to_dial(person) is not None


def pop(seat: Seat, call: Call, form: CallForm | None = None) -> dict[str, Any]:
    """Return all that the screen shows of a call."""
    found = callers_of(call, seat.standing.networks)
    form = form or CallForm(call, seat.standing, initial=_known(seat, call, found))
    network = form.place.network_id if form.place else call.network_id
    return {
        **head(seat, call),
        "form": form,
        "found": found,
        "others": [f for f in found if form.place is None or f.site.pk != form.place.pk],
        "learnable": bool(form.place and call.caller and not rings_from(form.place, call.caller)),
        "told": not call.ending or call.ending == Ending.NO_ORDER,
        "earlier": [
            c for c in recent_calls(calls_for(seat.standing), _numbers(call, form.place)) if c.pk != call.pk
        ],
        "helpers": helpers(network, seat.person, seat.at) if network else [],
        "connects": phone_in(seat, call) is not None,
        "statuses": rosters.STATUSES,
        "orders": orders,
        "endings": [(ending, KEYS[ending], words.KEYS[ending]) for ending in Ending],
        "reasons": [(reason.value, words.NO_ORDER[reason]) for reason in NoOrder],
    }


def _known(seat: Seat, call: Call, found: list[Found]) -> dict[str, Any]:
    """Return what the address, the call or its number alone tells of the caller; of several nobody is guessed."""
    get = seat.request.GET
    asked = {name: whole(get.get(name)) for name in ("site", "contact", "device")}
    told: dict[str, Any] = {name: pk for name, pk in asked.items() if pk is not None}
    told.setdefault("reporter_name", call.caller_name)
    if "site" in told:
        return told
    if call.site_id:
        return told | {"site": call.site_id, "contact": call.contact_id or ""}
    if len(found) == 1:
        contact = found[0].contact
        return told | {"site": found[0].site.pk, "contact": contact.pk if contact else ""}
    return told


def _numbers(call: Call, site: Site | None) -> list[str]:
    """Return the caller's number and the shop's own."""
    own = [n.number for n in site.phonenumber_set.all()[:20]] if site else []
    return [call.caller, *own]
