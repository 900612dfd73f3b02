"""Exchanges: how they are reached, their secret, their phones, and what they told that could not be read."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from amberdesk.operation.actions.imports import start_import
from amberdesk.phone import lists, words
from amberdesk.phone.actions.set_up import (
    add_exchange,
    assign_phone,
    change_exchange,
    remove_phone,
    renew_secret,
)
from amberdesk.phone.actions.take_in import read_or_set_aside
from amberdesk.phone.exchanges import RINGING, SECRET, Kind
from amberdesk.phone.models import Exchange
from amberdesk.phone.signing import NoKey, secret_of, token_of
from amberdesk.web.office.doors import actor_of, office
from amberdesk.web.office.forms.hotlines import FORMS, PhoneForm
from amberdesk.web.office.imports.reading import MOST_BYTES, Unreadable
from amberdesk.web.office.imports.report import CALLS, read_report
from amberdesk.web.office.pages import act_page, address, form_page, show

SHOWN_NEXT = (
    "exchange_shown_next"  # in the session: whose secret the next look shows; never the secret itself
)


@office
def add(request: HttpRequest) -> HttpResponse:
    """Add an exchange of the kind that the address asks for."""
    kind = request.GET.get("kind", Kind.API)
    if kind not in FORMS:
        raise Http404
    form = FORMS[kind](request.POST or None)
    return form_page(
        request,
        form,
        lambda _typed: add_exchange(kind=kind, **form.facts(), by=actor_of(request), at=now()),
        title=words.kind(kind),
        text=words.ABOUT_KINDS[kind],
        section="hotlines",
        back=address("office:hotlines"),
        done=lambda exchange: _with_its_secret(request, exchange),
    )


def _with_its_secret(request: HttpRequest, one: Exchange) -> str:
    """Return the address of the exchange's page, which shows the secret at its next look, and never again."""
    request.session[SHOWN_NEXT] = [one.pk, one.epoch]
    return address("office:exchange", one.pk)


@office
@require_safe
def exchange(request: HttpRequest, id: int) -> HttpResponse:
    """Show an exchange: when it was heard last, how it proves who it is, whom it rings, what was not read."""
    one = _exchange(id)
    return show(
        request,
        "exchange",
        "hotlines",
        title=one.name,
        exchange=one,
        kind=words.kind(one.kind),
        proof=_proof(request, one) if one.kind in SECRET else None,
        public=settings.AMBERDESK.public_url,
        phones=lists.phones_of(one),
        rings=one.kind in RINGING,
        about_phones=words.ABOUT_PHONES[one.kind],
        reports=one.kind == Kind.REPORT,
        troubles=lists.troubles_of(one),
        unread=lists.unread_of(one),
    )


def _proof(request: HttpRequest, one: Exchange) -> dict[str, Any]:
    """Return what is entered at the exchange, once; later only whether there is a key that it came from."""
    new = request.session.get(SHOWN_NEXT) == [one.pk, one.epoch]
    if new and request.method == "GET":
        del request.session[SHOWN_NEXT]
    try:
        secret, token = secret_of(one), token_of(one)
    except NoKey:
        return {"known": False, "secret": "", "token": ""}
    return {"known": True, "secret": secret if new else "", "token": token if new else ""}


@office
def change(request: HttpRequest, id: int) -> HttpResponse:
    """Change an exchange's name, settings, and whether it is in use."""
    one = _exchange(id)
    form = FORMS[one.kind](request.POST or None, exchange=one)
    return form_page(
        request,
        form,
        lambda _typed: change_exchange(one, form.facts(), by=actor_of(request), at=now()),
        title=one.name,
        section="hotlines",
        back=address("office:exchange", id),
    )


@office
@require_POST
def renew(request: HttpRequest, id: int) -> HttpResponse:
    """Give the exchange another secret."""
    one = _exchange(id)
    said = _("Jest nowy sekret. Wpisz go w centrali: stary już nie działa.")

    def renewed() -> None:
        _with_its_secret(request, renew_secret(one, by=actor_of(request), at=now()))

    return act_page(request, renewed, back=address("office:exchange", id), said=said)


@office
@require_POST
def read_again(request: HttpRequest, id: int) -> HttpResponse:
    """Read again what was not read, or not wholly."""
    new = sum(read_or_set_aside(one, at=now()).new for one in lists.deliveries_to_read(_exchange(id)))
    said = ngettext("Przeczytane: %(new)s nowe zdarzenie.", "Przeczytane: %(new)s nowych zdarzeń.", new)
    messages.success(request, said % {"new": new})
    return redirect("office:exchange", id)


@office
@require_POST
def take_report(request: HttpRequest, id: int) -> HttpResponse:
    """Leave an operator's call report to a worker, who tries it first; nothing is written before somebody agrees."""
    one, upload = _exchange(id), request.FILES.get("file")
    if one.kind != Kind.REPORT:
        messages.error(request, _("Tego nie można zrobić."))
        return redirect("office:exchange", id)
    try:
        if upload is None:
            raise Unreadable(_("Wybierz plik."))
        if (upload.size or 0) > MOST_BYTES:
            raise Unreadable(_("Plik jest za duży: najwyżej 5 MB."))
        rows = read_report(upload.name or "", upload.read(), one)
    except Unreadable as error:
        messages.error(request, str(error))
        return redirect("office:exchange", id)
    content = [(row.number, row.cells) for row in rows]
    job = start_import(CALLS.kind, content, by=actor_of(request), at=now())
    return redirect("office:import_job", job.pk)


@office
def add_phone(request: HttpRequest, id: int) -> HttpResponse:
    """Say which technician an agent of the exchange is."""
    one = _exchange(id)
    form = PhoneForm(request.POST or None, rings=one.kind in RINGING)
    return form_page(
        request,
        form,
        lambda _typed: assign_phone(one, **form.facts(), by=actor_of(request), at=now()),
        title=_("Telefon technika"),
        text=words.ABOUT_PHONES[one.kind],
        section="hotlines",
        back=address("office:exchange", id),
    )


@office
@require_POST
def drop_phone(request: HttpRequest, id: int) -> HttpResponse:
    """Forget a phone."""
    phone = lists.phone(id)
    if phone is None:
        raise Http404
    facts: dict[str, Any] = {"by": actor_of(request), "at": now()}
    back = address("office:exchange", phone.exchange_id)
    return act_page(request, lambda: remove_phone(phone, **facts), back=back, said=_("Usunięte."))


def _exchange(id: int) -> Exchange:
    one = lists.exchange(id)
    if one is None:
        raise Http404
    return one
