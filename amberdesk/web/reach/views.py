"""How one is called, and the gateway: form, trial, what went through it."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from amberdesk.customers.refusals import Refused
from amberdesk.people.models import Person
from amberdesk.reach import queries, words
from amberdesk.reach.actions.choose_ways import choose_ways
from amberdesk.reach.actions.set_gateway import set_gateway, try_gateway
from amberdesk.reach.push import public_key
from amberdesk.reach.rules import BY_GATEWAY
from amberdesk.web.base.doors import administrators, me, staff, who
from amberdesk.web.reach.forms import GATEWAY, LEAST, GatewayForm, WayForm, way_forms


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def ways(request: HttpRequest) -> HttpResponse:
    """Show and choose how one is called."""
    person = me(request)
    forms = way_forms(queries.ways_of(person), request.POST if request.method == "POST" else None)
    if request.method == "POST" and all(form.is_valid() for form in forms):
        try:
            chosen = [manner for form in forms if (manner := form.manner())]
            choose_ways(person, chosen, **who(request))
        except Refused as refusal:
            used = [form for form in forms if form.cleaned_data["on"]]
            numbered = [form for form in used if form.kind in BY_GATEWAY]
            (numbered or used)[0].add_error("on", words.sentence(refusal))
        else:
            messages.success(request, _("Zapisano."))
            return redirect("reach:ways")
    return _ways_page(request, person, forms)


def _ways_page(request: HttpRequest, person: Person, forms: list[WayForm]) -> HttpResponse:
    there = queries.gateway()
    page = {
        "title": _("Jak cię zawołać"),
        "person": person,
        "forms": forms,
        "kept": queries.ways_of(person),
        "kinds": words.KINDS,
        "least": dict(LEAST),
        "works": there is not None and there.active,
        "browsers": queries.browsers_of(person),
        "key": public_key(settings.LINK_KEY_ID),
    }
    status = 422 if any(form.errors for form in forms) else 200
    return render(request, "reach/ways.html", page, status=status)


@administrators
@require_http_methods(["GET", "HEAD", "POST"])
def gateway(request: HttpRequest) -> HttpResponse:
    """Show the gateway and what went through it; change it."""
    form = GatewayForm(request.POST if request.method == "POST" else None, gateway=queries.gateway())
    if request.method == "POST" and form.is_valid():
        d = form.cleaned_data
        try:
            set_gateway({name: d[name] for name in GATEWAY}, secret=d["secret"] or None, **who(request))
        except Refused as refusal:
            form.add_error(refusal.field or None, words.sentence(refusal))
        else:
            messages.success(request, _("Zapisano."))
            return redirect("reach:gateway")
    return _gateway_page(request, form)


def _gateway_page(request: HttpRequest, form: GatewayForm) -> HttpResponse:
    there = queries.gateway()
    page = {
        "title": _("Bramka SMS i telefonu"),
        "form": form,
        "there": there,
        "alerts": [
            (alert, words.STATES[alert.state], words.error(alert.error)) for alert in queries.newest_alerts()
        ],
        "kinds": words.KINDS,
        "trials": BY_GATEWAY,
        "person": me(request),
    }
    return render(request, "reach/gateway.html", page, status=422 if form.errors else 200)


@administrators
@require_POST
def try_it(request: HttpRequest) -> HttpResponse:
    """Send a trial to one's own number."""
    text = _("Próba bramki Amberdesk. Działa.")
    try:
        try_gateway(me(request), request.POST.get("kind", ""), text, **who(request))
    except Refused as refusal:
        messages.error(request, words.sentence(refusal))
    else:
        messages.success(request, _("Próba wysłana. Za chwilę będzie widać odpowiedź."))
    return redirect("reach:gateway")
