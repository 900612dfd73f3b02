"""Ask a colleague of L2 or L3 during a talk, or give the caller over to him, where the exchange does that by a click."""

from collections.abc import Callable

from django.contrib import messages
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from amberdesk.people.models import Person
from amberdesk.phone import words
from amberdesk.phone.dialling import NotDialled, consult, give_over, phone_to_dial
from amberdesk.phone.happenings import Outcome
from amberdesk.phone.mine import Helper, helpers
from amberdesk.phone.models import Call, Phone
from amberdesk.web.hotline.seat import Seat

WAYS: dict[str, tuple[Callable[[Phone, Call, str, Person], None], object]] = {
    "consult": (
        consult,
        lazy(
            "Centrala łączy z kolegą; klient słyszy muzykę. Kto z Was rozłączy się pierwszy, zostawi klienta drugiemu."
        ),
    ),
    "give_over": (give_over, lazy("Centrala łączy klienta z kolegą.")),
}


def phone_in(seat: Seat, call: Call) -> Phone | None:
    """Return the reader's phone in a talk of which the exchange takes such wishes."""
    talks = call.outcome == Outcome.ANSWERED and call.ended_at is None
    return phone_to_dial(seat.person, call.exchange) if talks else None


def is_asked(seat: Seat, call: Call) -> bool:
    """Do what the button beside a colleague's name asks for; return whether one was pressed."""
    way = next((way for way in WAYS if way in seat.request.POST), None)
    if way is None:
        return False
    colleague = _colleague(seat, call, seat.request.POST[way])
    phone = phone_in(seat, call)
    if phone is None or colleague is None:
        messages.error(seat.request, _("Centrala nie może tego teraz zrobić. Zadzwoń z telefonu."))
        return True
    act, said = WAYS[way]
    try:
        act(phone, call, colleague.number, colleague.person)
        messages.success(seat.request, str(said))
    except NotDialled as error:
        messages.error(seat.request, words.not_dialled(error.code))
    return True


def _colleague(seat: Seat, call: Call, person: str) -> Helper | None:
    """Return the colleague who could help with the call, if he has a number."""
    found = helpers(call.network_id, seat.person, seat.at) if call.network_id else []
    return next((h for h in found if str(h.person.pk) == person and h.number), None)
