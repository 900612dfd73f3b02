"""The page of what L1 solved: shares with their numerators and denominators, and the orders behind them."""

import re
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from amberdesk.customers.lists import groups_of
from amberdesk.customers.models import SiteGroup
from amberdesk.reports.solved import GOAL, OUTCOMES, PAGE, Asked, Line, orders_behind, solved_at_l1
from amberdesk.rosters.standing import Standing
from amberdesk.web.reports.views import chosen_network, for_readers

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EARLIEST, LATEST = date(2000, 1, 1), date(2099, 12, 31)
_KEY = re.compile(r"([0-9]{1,16})-([0-9]{1,18})")


@for_readers
def solved(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Show who solved the failures of a period."""
    mine, chosen = chosen_network(request, standing)
    of = [chosen] if chosen else mine
    first, last, problem = period(request)
    groups = list(groups_of(of[0])) if len(of) == 1 else []
    group, outcome = _group(request, groups), request.GET.get("outcome", "")
    if outcome not in ("", *OUTCOMES):
        raise Http404
    asked = Asked.of(of, first, last, group)
    lines = orders_behind(asked, outcome=outcome, after=_after(request), limit=PAGE + 1)
    kept = {
        "network": chosen.code if chosen else "", "group": group.name if group else "",
        "from": first.isoformat(), "to": last.isoformat(),
    }  # fmt: skip
    facts = {
        "networks": mine,
        "chosen": chosen,
        "groups": groups,
        "group": group,
        "outcome": outcome,
        "first": first,
        "last": last,
        "problem": problem,
        "told": solved_at_l1(asked),
        "lines": lines[:PAGE],
        "older": _key(lines[PAGE - 1]) if len(lines) > PAGE else "",
        "address": urlencode({name: value for name, value in kept.items() if value}),
        "goal": GOAL,
        "words": {"L1": _("I linia"), "L2_duty": _("L2 na dyżurze"), "escalated": _("wyższe linie")},
    }
    return render(request, "reports/solved.html", facts)


def period(request: HttpRequest) -> tuple[date, date, str]:
    """Return the days asked for, else this month and the one before; and what was wrong with them."""
    today = localdate()
    usual = (today.replace(day=1) - timedelta(days=1)).replace(day=1), today
    if not request.GET.get("from") and not request.GET.get("to"):
        return *usual, ""
    first, last = _day(request.GET.get("from", "")), _day(request.GET.get("to", ""))
    if first is None or last is None or last < first:
        return *usual, _(
            "Podaj dwa dni, od wcześniejszego do późniejszego. Pokazano ten i poprzedni miesiąc."
        )
    return first, last, ""


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if EARLIEST <= day <= LATEST else None


def _group(request: HttpRequest, groups: list[SiteGroup]) -> SiteGroup | None:
    name = request.GET.get("group", "")
    found = next((g for g in groups if g.name.casefold() == name.casefold()), None)
    if name and found is None:
        raise Http404
    return found


def _after(request: HttpRequest) -> tuple[datetime, int] | None:
    found = _KEY.fullmatch(request.GET.get("after", ""))
    return (EPOCH + timedelta(microseconds=int(found[1])), int(found[2])) if found else None


def _key(line: Line) -> str:
    return f"{(line.resolved_at - EPOCH) // timedelta(microseconds=1)}-{line.id}"
