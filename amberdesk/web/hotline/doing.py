"""What a technician does around calls: his status, the key "Rozmawiam", unlearning a number."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from amberdesk.customers.finding import Found, find_sites, site_of
from amberdesk.customers.phones import e164
from amberdesk.customers.refusals import Refused
from amberdesk.phone import call_words, words
from amberdesk.phone.actions.talk import start_talk
from amberdesk.phone.actions.unlearn import unlearn_caller
from amberdesk.phone.actions.wrap_up import choose_status, end_wrap_up, extend_wrap_up
from amberdesk.phone.dialling import NotDialled, dial, phone_to_dial
from amberdesk.phone.models import Hotline
from amberdesk.phone.queries import hotlines_of
from amberdesk.rosters.words import sentence
from amberdesk.web.base.numbers import whole
from amberdesk.web.hotline.seat import Seat, seated


@require_POST
@seated
def presence(seat: Seat) -> HttpResponse:
    """Say what the reader does now."""
    try:
        choose_status(seat.person, status=seat.request.POST.get("status", ""), by=seat.by, at=seat.at)
    except Refused as refusal:
        messages.error(seat.request, sentence(refusal))
    return redirect("hotline:hotline")


@require_POST
@seated
def wrap_up_end(seat: Seat) -> HttpResponse:
    """Say that the call is written up: the next one may come."""
    return _wrap_up(seat, end_wrap_up)


@require_POST
@seated
def wrap_up_more(seat: Seat) -> HttpResponse:
    """Take a minute more to write the call up."""
    return _wrap_up(seat, partial(extend_wrap_up, minutes=1))


def _wrap_up(seat: Seat, act: Callable[..., object]) -> HttpResponse:
    try:
        act(seat.person, by=seat.by, at=seat.at)
    except Refused as refusal:
        messages.error(seat.request, call_words.sentence(refusal))
    return redirect("hotline:hotline")


@require_POST
@seated
def unlearn(seat: Seat, id: int) -> HttpResponse:
    """Know the shop by the caller's number no more: it was not this shop."""
    call = seat.call(id)
    pk = whole(seat.request.POST.get("site"))
    site = site_of(seat.standing.networks, pk) if pk is not None else None
    if site is None:
        raise Http404
    unlearn_caller(call, site, by=seat.by, at=seat.at)
    messages.success(
        seat.request, _("Zapamiętane: to nie jest numer placówki %(code)s.") % {"code": site.code}
    )
    return redirect("hotline:call", call.pk)


@require_POST
@seated
def dial_caller(seat: Seat, id: int) -> HttpResponse:
    """Let the exchange ring the reader's phone, and then the caller."""
    call, phone = seat.call(id), phone_to_dial(seat.person)
    if phone is None:
        raise Http404
    try:
        dial(phone, call.caller)
    except NotDialled as error:
        messages.error(seat.request, words.not_dialled(error.code))
    else:
        messages.success(
            seat.request, _("Zaraz zadzwoni Twój telefon; po odebraniu centrala połączy z klientem.")
        )
    return redirect("hotline:call", call.pk)


@require_POST
@seated
def talk(seat: Seat) -> HttpResponse:
    """Start a call that the exchange does not tell of: by the caller's number, the shop's code, or just the hotline."""
    text = seat.request.POST.get("who", "").replace("\x00", "").strip()[:80]
    hotline = _hotline(seat, text)
    if hotline is None:
        messages.error(seat.request, _("Wybierz infolinię, na którą zadzwonił klient."))
        return redirect("hotline:hotline")
    found = _only(seat, hotline, text)
    number = _number(text)
    call = start_talk(
        hotline,
        person=seat.person,
        number=number,
        name="" if number or found else text,
        site=found.site if found else None,
        contact=found.contact if found else None,
        at=seat.at,
    )
    return redirect("hotline:call", call.pk)


def _hotline(seat: Seat, text: str) -> Hotline | None:
    """Return the hotline that was chosen, else that of the one network in which the shop was found."""
    mine = list(hotlines_of(seat.standing.networks))
    chosen = [h for h in mine if str(h.pk) == seat.request.POST.get("hotline")]
    if not chosen:
        networks = {f.site.network_id for f in find_sites(seat.standing.networks, text)}
        chosen = [h for h in mine if networks == {h.network_id}] or (mine if len(mine) == 1 else [])
    return chosen[0] if chosen else None


def _only(seat: Seat, hotline: Hotline, text: str) -> Found | None:
    """Return the one shop that is meant; several are offered on the call's page."""
    found = find_sites([hotline.network_id], text)
    return found[0] if len({f.site.pk for f in found}) == 1 else None


def _number(text: str) -> str:
    digits = sum(c.isdigit() for c in text)
    if digits < 7 or any(c.isalpha() for c in text):
        return ""
    try:
        return e164(text)
    except Refused:
        return ""
