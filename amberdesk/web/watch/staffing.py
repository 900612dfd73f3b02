"""How many technicians the days ahead need, against the roster."""

from itertools import groupby
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from markupsafe import Markup

from amberdesk.phone.staffing import GOAL, Need, overall_error
from amberdesk.phone.staffing_queries import plan
from amberdesk.web.watch.gaps import picture
from amberdesk.web.watch.live import places
from amberdesk.web.watch.reader import Reader, staffing_reader


@never_cache
@require_safe
@staffing_reader
def staffing(reader: Reader) -> HttpResponse:
    """Show the week ahead, half hour by half hour, and how wrong such forecasts were."""
    found = plan(reader.chosen, reader.at)
    days = [(day, list(needs)) for day, needs in groupby(found.needs, key=lambda need: _day(need, reader))]
    facts: dict[str, Any] = {
        "title": _("Obsada infolinii"),
        "found": found,
        "days": [(day, needs, _drawn(needs, reader)) for day, needs in days],
        "short": sum(need.gap > 0 for need in found.needs),
        "error": overall_error(found.misses),
        "goal": GOAL,
        "zone": zone_of(reader),
        **places(reader),
    }
    return render(reader.request, "watch/staffing.html", facts)


def zone_of(reader: Reader) -> Any:
    return reader.period()[0].zone


def _day(need: Need, reader: Reader) -> Any:
    return need.starts_at.astimezone(zone_of(reader)).date()


def _drawn(needs: list[Need], reader: Reader) -> Markup:
    return picture(needs, zone_of(reader))
