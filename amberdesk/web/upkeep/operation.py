"""/office/operation/: backups, what is wrong, what a restore has held, what was given up."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import get_current_timezone, now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from amberdesk.operation.actions.decide import drop_held, retry_given_up, send_held
from amberdesk.operation.held import Held
from amberdesk.operation.overview import is_whole, overview
from amberdesk.outbox.models import Event
from amberdesk.reports.words import sentence
from amberdesk.web.base.doors import administrators, who


@administrators
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show how the desk fares."""
    at = now()
    seen = overview(at)
    shown = {
        "title": _("Działanie serwisu"),
        "alarms": [sentence(alarm, at, get_current_timezone()) for alarm in seen.alarms],
        "backups": [_backup(event) for event in seen.backups],
        "held": _held(seen.held) if seen.held else "",
        "dead": seen.dead,
        "failing": seen.failing,
        "now": at,
    }
    return render(request, "upkeep/operation.html", shown)


def _backup(event: Event) -> dict[str, Any]:
    made = event.kind == "backup.made"
    return {"at": event.at, "made": made, "whole": is_whole(event), "told": event.data}


def _held(held: Held) -> str:
    """Return "3 listy, 2 wywołania webhooków, 5 powiadomień" without what there is none of."""
    parts = [
        (held.mails, ngettext("%(n)s list", "%(n)s listów", held.mails)),
        (held.calls, ngettext("%(n)s wywołanie webhooka", "%(n)s wywołań webhooków", held.calls)),
        (held.deliveries, ngettext("%(n)s powiadomienie", "%(n)s powiadomień", held.deliveries)),
    ]
    return ", ".join(text % {"n": n} for n, text in parts if n)


@administrators
@require_POST
def send(request: HttpRequest) -> HttpResponse:
    """Send what a restore has held."""
    held = send_held(**who(request))
    messages.success(
        request, _("Wysłane: %(what)s.") % {"what": _held(held)} if held else _("Nic już nie czeka.")
    )
    return redirect("upkeep:operation")


@administrators
@require_POST
def drop(request: HttpRequest) -> HttpResponse:
    """Never send what a restore has held."""
    held = drop_held(**who(request))
    messages.success(
        request, _("Pominięte: %(what)s.") % {"what": _held(held)} if held else _("Nic już nie czeka.")
    )
    return redirect("upkeep:operation")


@administrators
@require_POST
def retry(request: HttpRequest) -> HttpResponse:
    """Try again what was given up."""
    count = retry_given_up(**who(request))
    messages.success(
        request, ngettext("Ponawiam %(n)s zadanie.", "Ponawiam %(n)s zadań.", count) % {"n": count}
    )
    return redirect("upkeep:operation")
