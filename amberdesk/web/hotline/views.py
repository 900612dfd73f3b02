"""The technician's screen: the call that rings, the form that ends it, and what waits beside it."""

from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from amberdesk.customers.finding import find_sites
from amberdesk.customers.phones import readable
from amberdesk.customers.queries import company
from amberdesk.phone import call_words as words
from amberdesk.phone.callback_rules import reasons_to_drop
from amberdesk.phone.mine import call_of, open_callbacks, unfinished, wraps_up_until
from amberdesk.phone.models import Call
from amberdesk.phone.queries import calls_now, hotlines_of
from amberdesk.phone.reachable import is_out_of_reach
from amberdesk.rosters import lists
from amberdesk.rosters import words as rosters
from amberdesk.rosters.statuses import KEYS
from amberdesk.web.base.numbers import whole
from amberdesk.web.hotline.ending import end
from amberdesk.web.hotline.form import CallForm
from amberdesk.web.hotline.helping import is_asked
from amberdesk.web.hotline.pop import head, pop
from amberdesk.web.hotline.seat import Seat, seated


@require_safe
@seated
def hotline(seat: Seat) -> HttpResponse:
    """Show the call that the technician has now, or that none rings."""
    return screen(seat, call_of(seat.person, seat.at))


@require_http_methods(["GET", "HEAD", "POST"])
@seated
def call(seat: Seat, id: int) -> HttpResponse:
    """Show one call, or end it."""
    shown = seat.call(id)
    if seat.request.method != "POST":
        return screen(seat, shown)
    form = CallForm(shown, seat.standing, seat.request.POST)
    if "show" in seat.request.POST or is_asked(seat, shown):
        form.hush()
        return screen(seat, shown, form)
    ended = end(seat, shown, form, seat.request.POST.get("ending", ""))
    return ended or screen(seat, shown, form, status=422)


@require_safe
@seated
def part(seat: Seat, name: str) -> HttpResponse:
    """Show one part of the screen anew."""
    return render(seat.request, f"hotline/_{name}.html", {**_around(seat), **PARTS[name](seat)})


@require_safe
@seated
def now_part(seat: Seat) -> HttpResponse:
    """Show the head of the shown call anew; where none is shown, the whole call that rings now."""
    told = whole(seat.request.GET.get("shown"))
    current = call_of(seat.person, seat.at)
    if not told:
        context = {**_around(seat), **_stage(seat, current), "asked": True}
        if current is None:
            return render(seat.request, "hotline/_nobody.html", context)
        answer = render(seat.request, "hotline/_stage.html", context)
        answer["HX-Retarget"], answer["HX-Reswap"] = "#stage", "outerHTML"
        return answer
    shown = seat.call(told)
    after = current if current is not None and current.pk != shown.pk else None
    return render(seat.request, "hotline/_head.html", head(seat, shown, after))


@require_safe
@seated
def find(seat: Seat) -> HttpResponse:
    """Show the shops that the typed words may mean, for a call."""
    told = whole(seat.request.GET.get("call"))
    shown = seat.call(told) if told is not None else None
    return render(seat.request, "hotline/_found.html", {"call": shown, **_found(seat, shown)})


def screen(seat: Seat, call: Call | None, form: CallForm | None = None, *, status: int = 200) -> HttpResponse:
    """Show the whole screen."""
    context: dict[str, Any] = {
        "title": _("Infolinia"),
        **_around(seat),
        **_stage(seat, call, form),
        **_status(seat),
        **_waits(seat),
        **_callbacks(seat),
        **_unfinished(seat),
        "asked": status != 422,
        "hotlines": list(hotlines_of(seat.standing.networks)),
    }
    if call:
        context["live_topics"].append(f"call:{call.pk}")
    return render(seat.request, "hotline/hotline.html", context, status=status)


def _around(seat: Seat) -> dict[str, Any]:
    """Return what every part of the screen needs."""
    networks = sorted(seat.standing.networks)
    topics = [f"{what}:{network}" for network in networks for what in ("hotline", "callbacks")]
    return {
        "now": seat.at,
        "zone": ZoneInfo(company().timezone),
        "words": words,
        "readable": readable,
        "me": seat.person,
        "live_topics": [f"phone:{seat.person.pk}", "roster:all", *topics],
    }


def _stage(seat: Seat, call: Call | None, form: CallForm | None = None) -> dict[str, Any]:
    """Return what the middle of the screen shows."""
    return (
        {"call": None, "after": None, "q": ""}
        if call is None
        else {**pop(seat, call, form), **_found(seat, call)}
    )


def _status(seat: Seat) -> dict[str, Any]:
    """Return what the reader does now, and until when he may write his call up."""
    presence = lists.presence_of(seat.person)
    return {
        "status": presence.status if presence else "off",
        "statuses": rosters.STATUSES,
        "choices": [(key.upper(), code, rosters.STATUSES[code]) for key, code in KEYS.items()],
        "writes_until": wraps_up_until(seat.person, seat.at),
        "deaf": is_out_of_reach(seat.person, seat.standing.networks, seat.at),
    }


def _waits(seat: Seat) -> dict[str, Any]:
    waiting = [c for c in calls_now(seat.standing.networks, seat.at) if c.outcome == "open"]
    return {"waits": [(c, [r.person for r in c.rings.all() if r.person and not r.ended_at]) for c in waiting]}


def _callbacks(seat: Seat) -> dict[str, Any]:
    found = open_callbacks(seat.standing.networks)
    offered = {c.pk: reasons_to_drop(c.number, c.tried) for c in found}  # type: ignore[attr-defined]
    return {"callbacks": [(c, [(r.value, words.DROPPED[r]) for r in offered[c.pk]]) for c in found]}


def _unfinished(seat: Seat) -> dict[str, Any]:
    return {"unfinished": unfinished(seat.person, seat.at)}


PARTS = {"status": _status, "waits": _waits, "callbacks": _callbacks, "unfinished": _unfinished}


def _found(seat: Seat, call: Call | None) -> dict[str, Any]:
    """Return the shops found for `q`, of the hotline's network or of all of the reader's."""
    query = seat.request.GET.get("q", "").strip()
    networks = [call.network_id] if call and call.network_id else seat.standing.networks
    hits = find_sites(networks, query) if query else []
    return {"q": query, "hits": [(f, readable(f.number) if f.number else "") for f in hits]}
