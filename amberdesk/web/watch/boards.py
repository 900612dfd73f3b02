"""Boards on walls: hang up, take down, and the board itself, which its link opens without a password."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from amberdesk.customers.refusals import Forbidden, Refused
from amberdesk.customers.words import sentence
from amberdesk.phone.access import steers
from amberdesk.phone.actions.wallboards import hang_wallboard, renew_wallboard, take_down_wallboard
from amberdesk.phone.figure_queries import today
from amberdesk.phone.models import Wallboard
from amberdesk.phone.now import hotlines_now
from amberdesk.phone.promise import answer_within
from amberdesk.phone.queries import silent_exchanges
from amberdesk.phone.wallboards import wallboard_by_key, wallboard_key, wallboards_for
from amberdesk.web.watch.live import places
from amberdesk.web.watch.reader import Reader, watcher


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@watcher
def boards(reader: Reader) -> HttpResponse:
    """Show the boards and hang up a new one."""
    if not steers(reader.standing):
        raise Http404
    problem, post = "", reader.request.POST
    if reader.request.method == "POST":
        ids = [n.pk for n in reader.networks if n.code in post.getlist("network")]
        try:
            hang_wallboard(reader.person, name=post.get("name", ""), networks=ids, at=reader.at)
        except Refused as refusal:
            problem = sentence(refusal)
        else:
            messages.success(reader.request, _("Tablica jest gotowa. Otwórz jej odnośnik na ekranie."))
            return redirect("watch:boards")
    facts = {
        "title": _("Tablice na ścianę"),
        "boards": [(each, _link(each)) for each in wallboards_for(reader.standing)],
        "problem": problem,
        "typed": post,
        **places(reader),
    }
    return render(reader.request, "watch/boards.html", facts, status=422 if problem else 200)


@require_POST
@watcher
def board(reader: Reader, id: int) -> HttpResponse:
    """Give a board a new link, or take it down."""
    found = next((each for each in wallboards_for(reader.standing) if each.pk == id), None)
    if found is None or not steers(reader.standing):
        raise Http404
    down = bool(reader.request.POST.get("down"))
    try:
        (take_down_wallboard if down else renew_wallboard)(found, by=reader.person, at=reader.at)
    except Forbidden as error:
        raise Http404 from error
    told = _("Odnośnik wyłączony.") if down else _("Nowy odnośnik jest gotowy. Poprzedni nie działa.")
    messages.success(reader.request, told)
    return redirect("watch:boards")


def _link(board: Wallboard) -> str:
    """Return the address that opens the board; "" when none does: taken down, or its maker left these networks."""
    key = wallboard_key(board)
    if key and wallboard_by_key(key) is None:
        return ""
    return f"{settings.AMBERDESK.public_url}{reverse('watch:wallboard', args=[key])}" if key else ""


@never_cache
@require_safe
def wallboard(request: HttpRequest, key: str) -> HttpResponse:
    """Show a board."""
    return _shown(request, key, "watch/wallboard.html")


@never_cache
@require_safe
def wallboard_now(request: HttpRequest, key: str) -> HttpResponse:
    """Show the part of a board that changes."""
    return _shown(request, key, "watch/_wallboard.html")


def _shown(request: HttpRequest, key: str, template: str) -> HttpResponse:
    """Return the board in the language of whoever hung it up; 404 for a link that does not work."""
    found, at = wallboard_by_key(key), now()
    if found is None:
        raise Http404
    shown = list(found.networks.all())
    ids = [network.pk for network in shown]
    facts: dict[str, Any] = {
        "board": found,
        "key": key,
        "now": at,
        "found": hotlines_now(ids, at),
        "today": today(ids, at),
        "silent": silent_exchanges(ids),
        "within": min((answer_within(network, at) for network in shown), default=0) // 1000,
    }
    with translation.override(found.made_by.language):
        answer = render(request, template, facts)
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer
