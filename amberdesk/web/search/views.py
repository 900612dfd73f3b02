"""The page of what was found."""

from django.contrib.auth.decorators import login_required
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from amberdesk.orders.words import state as state_word
from amberdesk.people.models import Person
from amberdesk.rosters.queries import standing_of
from amberdesk.search.queries import Found, find, order_by_number
from amberdesk.search.question import LONGEST, MOST_WORDS, TooMuch


@require_safe
@login_required
def search(request: HttpRequest) -> HttpResponse:
    """Show what fits; a whole or spoken number leads straight to its order."""
    assert isinstance(request.user, Person)
    standing, at = standing_of(request.user.pk), now()
    if standing is None or not standing.visible:
        raise Http404
    text = request.GET.get("q", "").strip()
    if order := order_by_number(standing, text, at):
        return redirect("orders:order", order.number)
    found, problem = Found(), ""
    try:
        found = find(standing, text, at)
    except TooMuch:
        problem = _("To za dużo na raz: wpisz najwyżej %(words)s słów i %(letters)s znaków.") % {
            "words": MOST_WORDS,
            "letters": LONGEST,
        }
    except OperationalError:
        problem = _("Takie wyszukiwanie trwa zbyt długo. Dopisz słowo, które je zawęzi.")
    facts = {
        "state_word": state_word,
        "text": text,
        "found": found,
        "problem": problem,
        "internal": bool(standing.networks),
    }
    return render(request, "search/search.html", facts, status=400 if problem else 200)
