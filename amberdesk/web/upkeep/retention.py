"""/office/retention/: how long personal data is kept, and forgetting one person at his request."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amberdesk.customers import words
from amberdesk.customers.actions.retention import keep_for, keep_for_agreement
from amberdesk.customers.lists import all_agreements, contacts_like
from amberdesk.customers.models import Agreement, Contact
from amberdesk.customers.refusals import Refused
from amberdesk.customers.retention import KINDS
from amberdesk.operation.due import company_days, due_orders
from amberdesk.orders.actions.erase import erase_person
from amberdesk.orders.person import appearances, still_needed
from amberdesk.orders.states import Refused as OrderRefused
from amberdesk.orders.words import refusal
from amberdesk.web.base.doors import administrators, found, who
from amberdesk.web.upkeep.forms import LABELS, DaysForm, OtherDaysForm

MOST = 1000  # orders counted before a shorter time is confirmed


@administrators
def page(request: HttpRequest) -> HttpResponse:
    """Show and set the company's days; shorter ones are confirmed once it is known what will go."""
    form = DaysForm(request.POST or None, kept=company_days())
    going = 0
    if request.method == "POST" and form.is_valid():
        going = len(due_orders(now(), MOST, company=form.days()))
        if (not going or "sure" in request.POST) and _saved(
            form, lambda: keep_for(form.days(), **who(request))
        ):
            messages.success(request, _("Zapisano."))
            return redirect("upkeep:retention")
    return _show(request, form, going=_going(going) if going else "")


def _show(request: HttpRequest, form: DaysForm, going: str) -> HttpResponse:
    asked = request.GET.get("q", "").strip()[:80]
    shown: dict[str, Any] = {
        "title": _("Przechowywanie danych"),
        "form": form,
        "going": going,
        "agreements": [(a, _differences(a)) for a in all_agreements()],
        "asked": asked,
        "people": list(contacts_like(asked)) if len(asked) >= 2 else [],
    }
    return render(request, "upkeep/retention.html", shown, status=422 if form.errors else 200)


def _going(count: int) -> str:
    told = f"{MOST}+" if count >= MOST else str(count)
    return ngettext(
        "Po zapisaniu dane z %(n)s zgłoszenia zostaną usunięte w ciągu godziny, na zawsze.",
        "Po zapisaniu dane z %(n)s zgłoszeń zostaną usunięte w ciągu godziny, na zawsze.",
        count,
    ) % {"n": told}


def _differences(agreement: Agreement) -> str:
    """Return how an agreement's days differ from the company's, in words."""
    said = agreement.retention
    days = {k: _("%(n)s dni") % {"n": said[k]} if said[k] else _("bez końca") for k in KINDS if k in said}
    return "; ".join(f"{LABELS[kind]}: {told}" for kind, told in days.items())


def _saved(form: forms.Form, act: Any) -> bool:
    try:
        act()
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, words.sentence(refused))
    return not form.errors


@administrators
def agreement(request: HttpRequest, id: int) -> HttpResponse:
    """Set an agreement's own days."""
    one = found(Agreement, id)
    form = OtherDaysForm(request.POST or None, kept=one.retention, company=company_days())
    sent = request.method == "POST" and form.is_valid()
    if sent and _saved(form, lambda: keep_for_agreement(one, form.days(), **who(request))):
        messages.success(request, _("Zapisano."))
        return redirect("upkeep:retention")
    shown = {"title": f"{one.network.name}: {one.name}", "form": form}
    return render(request, "upkeep/agreement.html", shown, status=422 if form.errors else 200)


@administrators
def person(request: HttpRequest, id: int) -> HttpResponse:
    """Say where a person appears; forget him when that is confirmed."""
    contact = found(Contact, id)
    refused = ""
    if request.method == "POST":
        try:
            count = erase_person(contact, **who(request))
        except OrderRefused as refusal_of_order:
            refused = refusal(refusal_of_order)
        else:
            said = ngettext(
                "Usunięto dane tej osoby, w %(n)s zgłoszeniu.",
                "Usunięto dane tej osoby, w %(n)s zgłoszeniach.",
                count,
            )
            messages.success(request, said % {"n": count})
            return redirect("upkeep:retention")
    orders = {p.order.number for p in appearances(contact)}
    shown = {
        "title": _("Usunięcie danych osoby"),
        "contact": contact,
        "orders": len(orders),
        "open": still_needed(contact),
        "refused": refused,
    }
    return render(request, "upkeep/person.html", shown, status=409 if refused else 200)
