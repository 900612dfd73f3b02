"""The hotlines as they run: who waits, who talks, who is there."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from amberdesk.customers.phones import readable
from amberdesk.phone.access import reads_hotline, steers
from amberdesk.phone.figure_queries import today
from amberdesk.phone.figure_words import OUTCOMES, TONES
from amberdesk.phone.now import hotlines_now
from amberdesk.phone.queries import silent_exchanges
from amberdesk.rosters.words import STATUSES
from amberdesk.web.watch.reader import Reader, watcher

STATUS_TONES = {"available": "green", "ringing": "amber", "on_call": "blue", "wrap_up": "blue"}


@never_cache
@require_safe
@watcher
def live(reader: Reader) -> HttpResponse:
    """Show the hotlines; the page keeps itself fresh."""
    facts = {"title": _("Infolinie na żywo"), "live_topics": reader.topics, **places(reader), **_now(reader)}
    return render(reader.request, "watch/live.html", facts)


@never_cache
@require_safe
@watcher
def now_part(reader: Reader) -> HttpResponse:
    """Show the part that changes."""
    return render(reader.request, "watch/_now.html", {**places(reader), **_now(reader)})


def _now(reader: Reader) -> dict[str, Any]:
    return {
        "found": hotlines_now(reader.ids, reader.at),
        "today": today(reader.ids, reader.at),
        "silent": silent_exchanges(reader.ids),
        "statuses": STATUSES,
        "status_tones": STATUS_TONES,
        "outcomes": OUTCOMES,
        "readable": readable,
        "tones": TONES,
    }


def places(reader: Reader) -> dict[str, Any]:
    """Return what every page here shows: the reader's networks, and the way to the other pages."""
    return {
        "now": reader.at,
        "networks": reader.networks,
        "chains": [(n.code, n.name) for n in reader.networks],
        "code": reader.code,
        "internal": reader.internal,
        "figures_too": reads_hotline(reader.standing),
        "boards_too": steers(reader.standing),
        "topics": " ".join(reader.topics),
    }
