"""The page of promises: how often each target was kept and missed."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import now

from amberdesk.customers.codes import INNER
from amberdesk.orders.words import TARGETS
from amberdesk.reports.access import reads_levels
from amberdesk.reports.promises import promises
from amberdesk.reports.solved import Asked
from amberdesk.rosters.standing import Standing
from amberdesk.web.reports.solved import period
from amberdesk.web.reports.views import chosen_network, for_readers


@for_readers
def promises_page(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Show what came of the promises on the orders reported in a period; those of the levels to us alone."""
    mine, chosen = chosen_network(request, standing)
    of = [chosen] if chosen else mine
    first, last, problem = period(request)
    told = promises(Asked.of(of, first, last), now())
    inner = reads_levels(standing)
    facts: dict[str, Any] = {
        "networks": mine,
        "chosen": chosen,
        "first": first,
        "last": last,
        "problem": problem,
        "cut": told.cut,
        "rows": [
            (TARGETS[target], priority, tally)
            for target, by_priority in told.by_target.items()
            if inner or target not in INNER
            for priority, tally in by_priority.items()
        ],
    }
    return render(request, "reports/promises.html", facts)
