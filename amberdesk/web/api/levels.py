"""Levels as facts: GET /reports/levels. For our own people."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils.timezone import now
from ninja import Query, Router
from pydantic import BaseModel, Field

from amberdesk.customers.lists import all_categories
from amberdesk.customers.queries import networks
from amberdesk.reports.access import reads_levels
from amberdesk.reports.levels import LevelTally, Line, Rate, levels
from amberdesk.reports.solved import Asked
from amberdesk.web.api.customers import network_or_404
from amberdesk.web.api.fields import Line as Words
from amberdesk.web.api.figures import Share
from amberdesk.web.api.keys import caller_of
from amberdesk.web.api.periods import Day, FirstDay, LastDay, OneNetwork, check_days
from amberdesk.web.api.problems import Problem

router = Router(tags=["reports"])
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class LevelFigures(BaseModel):
    level: str
    stays: int
    orders: int
    open: int = Field(description="Stays that have not ended.")
    l2_acted_as_l1: int = Field(description="Stays at L1 in which L2 stood in.")
    wall_seconds: int
    covered_seconds: int = Field(description="Of these in the agreement's hours.")
    came: dict[str, int] = Field(description="How the stays began: code -> count.")
    left: dict[str, int] = Field(description="How they ended: code -> count.")


class CategoryReturns(BaseModel):
    category: str | None
    returns: Share


class MoverReturns(BaseModel):
    moved_by_level: str = Field(description="Own level of who handed over; empty: outside the levels.")
    returns: Share


class StayFacts(BaseModel):
    number: str
    stay: int = Field(description="1, 2 ... of the order's stays.")
    level: str
    start: datetime
    end: datetime | None
    wall_seconds: int
    covered_seconds: int
    came: str
    came_from: str
    moved_by_level: str
    left: str
    went_to: str
    l2_acted_as_l1: bool
    returned: bool
    category: str | None


class LevelsReport(BaseModel):
    since: Day = Field(alias="from")
    until: Day = Field(alias="to")
    networks: list[str]
    levels: list[LevelFigures]
    returns: Share = Field(description="Of the hand-overs from L1 to L2 so many were sent back by now.")
    returns_by_category: list[CategoryReturns]
    returns_by_mover: list[MoverReturns]
    cut: bool = Field(description="There are more orders than are reckoned at once; these are the newest.")
    stays: list[StayFacts] = Field(description="Those that began in the period, the last first.")
    next: str | None


@router.get("/reports/levels", response=LevelsReport, by_alias=True, url_name="levels")
def report(
    request: HttpRequest,
    first: FirstDay,
    last: LastDay,
    network: OneNetwork = None,
    level: Annotated[Literal["L1", "L2", "L3"] | None, Query(description="Narrows `stays`.")] = None,
    cursor: Annotated[
        Words | None,
        Query(description="`next` of the page before.", pattern="^[0-9]{1,16}-[0-9]{1,18}-[0-9]{1,6}$"),
    ] = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> dict[str, Any]:
    """Return how long orders were at which level, how they came and left, and how many came back."""
    caller = caller_of(request, "from", "to", "network", "level", "cursor", "limit")
    if not reads_levels(caller.standing):
        raise Problem(404, "not_found")
    check_days(first, last)
    of = [network_or_404(caller, network)] if network else list(networks(caller.standing.networks))
    told = levels(of, Asked.of(of, first, last), now())
    codes = dict(all_categories().values_list("pk", "code"))
    lines = [line for line in told.lines if level in (None, line.stay.level)]
    if cursor:
        lines = [line for line in lines if _place(line) < _read(cursor)]
    return {
        "from": first, "to": last, "networks": [n.code for n in of],
        "levels": [_figures(name, tally) for name, tally in told.by_level.items()],
        "returns": _share(told.returns),
        "returns_by_category": [
            {"category": codes.get(pk), "returns": _share(rate)} for pk, rate in told.returns_by_category
        ],
        "returns_by_mover": [
            {"moved_by_level": own, "returns": _share(rate)} for own, rate in told.returns_by_mover
        ],
        "cut": told.cut,
        "stays": [_stay(line, codes) for line in lines[:limit]],
        "next": _key(lines[limit - 1]) if len(lines) > limit else None,
    }  # fmt: skip


def _place(line: Line) -> tuple[datetime, int, int]:
    return line.stay.start, line.order, line.stay.place


def _read(cursor: str) -> tuple[datetime, int, int]:
    micros, order, place = map(int, cursor.split("-"))
    return EPOCH + timedelta(microseconds=micros), order, place


def _key(line: Line) -> str:
    return f"{(line.stay.start - EPOCH) // timedelta(microseconds=1)}-{line.order}-{line.stay.place}"


def _share(rate: Rate) -> dict[str, Any]:
    return {"numerator": rate.returned, "denominator": rate.handed, "share": rate.share}


def _figures(level: str, tally: LevelTally) -> dict[str, Any]:
    return {
        "level": level, "stays": tally.stays, "orders": tally.orders, "open": tally.open,
        "l2_acted_as_l1": tally.acting, "wall_seconds": int(tally.wall.total_seconds()),
        "covered_seconds": int(tally.covered.total_seconds()),
        "came": dict(tally.came), "left": dict(tally.left),
    }  # fmt: skip


def _stay(line: Line, codes: dict[int, str]) -> dict[str, Any]:
    stay = line.stay
    return {
        "number": line.number, "stay": stay.place, "level": stay.level, "start": stay.start, "end": stay.end,
        "wall_seconds": int(line.wall.total_seconds()), "covered_seconds": int(line.covered.total_seconds()),
        "came": stay.came, "came_from": stay.came_from, "moved_by_level": stay.mover, "left": stay.left,
        "went_to": stay.went_to, "l2_acted_as_l1": stay.acting, "returned": stay.returned,
        "category": codes.get(line.category),
    }  # fmt: skip
