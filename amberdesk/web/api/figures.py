"""Figures: GET /reports/solved-at-l1."""

from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import BaseModel, Field

from amberdesk.customers.lists import groups_of
from amberdesk.customers.models import Network, SiteGroup
from amberdesk.customers.queries import networks
from amberdesk.reports.access import reads_figures
from amberdesk.reports.solved import GOAL, Asked, Line, Tally, orders_behind, solved_at_l1
from amberdesk.web.api import words
from amberdesk.web.api.customers import network_or_404
from amberdesk.web.api.fields import Code
from amberdesk.web.api.fields import Line as Words
from amberdesk.web.api.keys import Caller, caller_of
from amberdesk.web.api.periods import FirstDay, LastDay, OneNetwork, check_days
from amberdesk.web.api.problems import Problem, in_query

router = Router(tags=["reports"])
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
PART = "Part of the three."


class Share(BaseModel):
    numerator: int
    denominator: int
    share: float | None = Field(description="null: nothing to divide by.")


class SolvedTally(BaseModel):
    l1: int
    l2_duty: int = Field(description="L2 doing L1's work by the agreement.")
    escalated: int = Field(description="Any other level took part.")
    not_for_l1: int = Field(description="Of the escalated: sent straight up by their category.")
    solved_at_l1: Share
    in_l1_hours: Share = Field(description="The same among orders placed while L1 was on duty.")
    first_contact: Share = Field(description="Solved in the placing call or with one answer.")


class SolvedMonth(SolvedTally):
    month: date = Field(description="Its first day.")


class SolvedOrder(BaseModel):
    number: str
    outcome: str
    reported_at: datetime
    resolved_at: datetime
    in_l1_hours: bool
    not_for_l1: bool
    first_contact: bool


class SolvedAtL1(BaseModel):
    since: date = Field(alias="from")
    until: date = Field(alias="to")
    networks: list[str]
    goal: float
    total: SolvedTally = Field(description="Failures solved in the period.")
    by_month_resolved: list[SolvedMonth]
    by_month_reported: list[SolvedMonth] = Field(
        description="Failures reported in the period, solved by now."
    )
    orders: list[SolvedOrder] = Field(description="Those behind `total`, last solved first.")
    next: str | None


@router.get("/reports/solved-at-l1", response=SolvedAtL1, by_alias=True, url_name="solved_at_l1")
def solved(
    request: HttpRequest,
    first: FirstDay,
    last: LastDay,
    network: OneNetwork = None,
    group: Annotated[Code | None, Query(description="Name of a group of the network's sites.")] = None,
    outcome: Annotated[
        Literal["L1", "L2_duty", "escalated"] | None, Query(description="Narrows `orders`.")
    ] = None,
    cursor: Annotated[
        Words | None, Query(description="`next` of the page before.", pattern="^[0-9]{1,16}-[0-9]{1,18}$")
    ] = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> dict[str, Any]:
    """Return which share of the failures L1 solved, with numerator, denominator and the orders behind it."""
    caller = caller_of(request, "from", "to", "network", "group", "outcome", "cursor", "limit")
    check_days(first, last)
    of = _networks(caller, network)
    asked = Asked.of(of, first, last, _group(of, network, group))
    told = solved_at_l1(asked)
    lines = orders_behind(asked, outcome=outcome or "", after=_after(cursor), limit=limit + 1)
    return {
        "from": first, "to": last, "networks": [n.code for n in of], "goal": GOAL,
        "total": _tally(told.resolved),
        "by_month_resolved": [_tally(t) | {"month": month} for month, t in told.by_month_resolved],
        "by_month_reported": [_tally(t) | {"month": month} for month, t in told.by_month_reported],
        "orders": [_order(line) for line in lines[:limit]],
        "next": _key(lines[limit - 1]) if len(lines) > limit else None,
    }  # fmt: skip


def _networks(caller: Caller, code: str | None) -> list[Network]:
    """Return whose figures. Raises Problem(404) for who reads none, as the page does, and for a stranger's network."""
    if not reads_figures(caller.standing):
        raise Problem(404, "not_found")
    return [network_or_404(caller, code)] if code else list(networks(caller.standing.visible))


def _group(of: list[Network], network: str | None, name: str | None) -> SiteGroup | None:
    if not name:
        return None
    if not network:
        raise Problem(422, "invalid", errors=[in_query("group", words.detail("group_needs_network", {}))])
    found = groups_of(of[0]).filter(name__iexact=name).first()
    if found is None:
        raise Problem(404, "not_found")
    return found


def _after(cursor: str | None) -> tuple[datetime, int] | None:
    if not cursor:
        return None
    moment, pk = cursor.split("-")
    return EPOCH + timedelta(microseconds=int(moment)), int(pk)


def _key(line: Line) -> str:
    return f"{(line.resolved_at - EPOCH) // timedelta(microseconds=1)}-{line.id}"


def _share(numerator: int, denominator: int) -> dict[str, Any]:
    share = numerator / denominator if denominator else None
    return {"numerator": numerator, "denominator": denominator, "share": share}


def _tally(t: Tally) -> dict[str, Any]:
    return {
        "l1": t.l1, "l2_duty": t.l2_duty, "escalated": t.escalated, "not_for_l1": t.not_for_l1,
        "solved_at_l1": _share(t.l1, t.failures),
        "in_l1_hours": _share(t.in_hours_l1, t.in_hours),
        "first_contact": _share(t.first_contact, t.failures),
    }  # fmt: skip


def _order(line: Line) -> dict[str, Any]:
    return {
        "number": line.number, "outcome": line.outcome, "reported_at": line.reported_at,
        "resolved_at": line.resolved_at, "in_l1_hours": line.in_hours, "not_for_l1": line.not_for_l1,
        "first_contact": line.first_contact,
    }  # fmt: skip
