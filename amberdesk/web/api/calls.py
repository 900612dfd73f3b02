"""Calls and the figures of hotlines: GET /calls, /calls/{call}, /reports/hotline."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import BaseModel, Field

from amberdesk.customers.models import Network
from amberdesk.customers.queries import networks
from amberdesk.phone.access import NoSuchCall, call_for, caller_seen, calls_for, reads_hotline, sees_names
from amberdesk.phone.figure_queries import LONGEST, Asked, availability_of, report
from amberdesk.phone.figures import Tally, numbers
from amberdesk.phone.models import Call
from amberdesk.phone.queries import KEY, CallFilter, call_page, rings_of_call
from amberdesk.web.api.customers import network_or_404
from amberdesk.web.api.fields import Code, Id, Moment
from amberdesk.web.api.fields import Line as Words
from amberdesk.web.api.keys import Caller, caller_of
from amberdesk.web.api.periods import Day, FirstDay, OneNetwork, check_days
from amberdesk.web.api.problems import Problem

router = Router(tags=["hotline"])
Outcome = Literal["open", "answered", "callback", "rejected", "redirected", "abandoned", "incomplete"]
UNKNOWN = "null: unknown, never zero."


class CallFacts(BaseModel):
    id: int
    network: str | None = Field(description="null: a number that no network has.")
    number: str = Field(description="The hotline that was dialled.")
    caller: str = Field(description="Representatives read its last three digits.")
    site: str | None
    offered_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    outcome: Outcome
    reason: str = Field(description="Why it was not connected.")
    wait_ms: int | None = Field(description=UNKNOWN)
    talk_ms: int | None = Field(description=UNKNOWN)
    coarse: bool = Field(description="Told by an operator's report or a simple webhook.")
    found_free: bool | None = Field(description="Somebody was free when it came. " + UNKNOWN)
    ending: str
    order: str | None
    technician: str | None = Field(description="For our own people.")


class RingFacts(BaseModel):
    started_at: datetime
    ended_at: datetime | None
    result: str
    rang_ms: int | None
    missed: bool
    technician: str | None = Field(description="For our own people.")


class TalkFacts(BaseModel):
    started_at: datetime
    ended_at: datetime | None
    technician: str | None = Field(description="For our own people.")


class WholeCall(CallFacts):
    rings: list[RingFacts]
    talks: list[TalkFacts]


class Calls(BaseModel):
    calls: list[CallFacts]
    next: str | None


class HotlineFigures(BaseModel):
    """Counts by outcome, which add up to `offered`; shares from 0 to 1; times in milliseconds. null: no data."""

    offered: int
    open: int
    answered: int
    callback: int
    rejected: int
    redirected: int
    abandoned: int
    incomplete: int
    short: int = Field(description="Of the abandoned: within 5 s, out of the rates.")
    coarse: int
    within: int = Field(description="Answered within the agreement's target.")
    answered_share: float | None
    abandoned_share: float | None
    service_level: float | None
    asa_ms: float | None
    median_ms: int | None
    p90_ms: int | None
    longest_ms: int | None
    handling_ms: float | None
    free_share: float | None


class DayFigures(HotlineFigures):
    day: date


class HotlineReport(BaseModel):
    since: date = Field(alias="from")
    until: date = Field(alias="to")
    networks: list[str]
    total: HotlineFigures
    by_day: list[DayFigures]
    availability: float | None = Field(description="Share of covered time with somebody free. " + UNKNOWN)


@router.get("/calls", response=Calls, url_name="calls")
def calls(
    request: HttpRequest,
    network: Annotated[Code | None, Query(description="Network code.")] = None,
    number: Annotated[
        Words | None,
        Query(
            description="The caller's number, or three digits of it; for representatives the whole number."
        ),
    ] = None,
    outcome: Annotated[Outcome | None, Query()] = None,
    since: Annotated[Moment | None, Query(alias="from")] = None,
    until: Annotated[Moment | None, Query(alias="to", description="Exclusive.")] = None,
    cursor: Annotated[
        Words | None, Query(description="`next` of the page before.", pattern=f"^{KEY.pattern}$")
    ] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> dict[str, Any]:
    """Return the calls that the caller may see, newest first."""
    caller = caller_of(request, "network", "number", "outcome", "from", "to", "cursor", "limit")
    wanted = CallFilter(
        networks=frozenset({network_or_404(caller, network).pk}) if network else frozenset(),
        number=number or "",
        whole=not caller.internal,
        outcome=outcome or "",
        since=since,
        until=until,
    )
    page = call_page(calls_for(caller.standing), wanted, after=cursor or "", limit=limit)
    return {"calls": [_facts(call, caller) for call in page.calls], "next": page.next or None}


@router.get("/calls/{call}", response=WholeCall, url_name="call")
def whole_call(request: HttpRequest, call: Id) -> dict[str, Any]:
    """Return a call with its rings and talks."""
    caller = caller_of(request)
    try:
        found = call_for(caller.standing, call)
    except NoSuchCall as error:
        raise Problem(404, "not_found") from error
    named = sees_names(caller.standing, found.network_id)
    talks = found.segments.select_related("person").order_by("started_at")
    return _facts(found, caller) | {
        "rings": [
            {
                "started_at": ring.started_at, "ended_at": ring.ended_at, "result": ring.result,
                "rang_ms": ring.rang_ms, "missed": ring.missed,
                "technician": ring.person.name if named and ring.person else None,
            }
            for ring in rings_of_call(found)
        ],
        "talks": [
            {
                "started_at": talk.started_at, "ended_at": talk.ended_at,
                "technician": talk.person.name if named and talk.person else None,
            }
            for talk in talks
        ],
    }  # fmt: skip


@router.get("/reports/hotline", response=HotlineReport, by_alias=True, url_name="hotline_report")
def hotline(
    request: HttpRequest,
    first: FirstDay,
    last: Annotated[Day, Query(alias="to", description="Last day, included; at most a year.")],
    network: OneNetwork = None,
) -> dict[str, Any]:
    """Return the figures of hotlines, by the definitions of docs/hotline-figures.md."""
    caller = caller_of(request, "from", "to", "network")
    check_days(first, last, most=LONGEST)
    of = _networks(caller, network)
    asked = Asked(tuple(of), first, last)
    told, available = report(asked), availability_of(asked)
    return {
        "from": first, "to": last, "networks": [n.code for n in of],
        "total": _figures(told.total),
        "by_day": [_figures(tally) | {"day": day} for day, tally in told.days],
        "availability": available.share if available else None,
    }  # fmt: skip


def _networks(caller: Caller, code: str | None) -> list[Network]:
    """Return whose figures. Raises Problem(404) for who reads none, as the page does, and for a stranger's network."""
    if not reads_hotline(caller.standing):
        raise Problem(404, "not_found")
    return [network_or_404(caller, code)] if code else list(networks(caller.standing.visible))


def _figures(tally: Tally) -> dict[str, Any]:
    return {name: value for name, value in numbers(tally).items() if name in HotlineFigures.model_fields}


def _facts(call: Call, caller: Caller) -> dict[str, Any]:
    named = sees_names(caller.standing, call.network_id)
    return {
        "id": call.pk, "network": call.network.code if call.network else None, "number": call.number,
        "caller": caller_seen(caller.standing, call), "site": call.site.code if call.site else None, "offered_at": call.offered_at,
        "answered_at": call.answered_at, "ended_at": call.ended_at, "outcome": call.outcome,
        "reason": call.reason, "wait_ms": call.wait_ms, "talk_ms": call.talk_ms, "coarse": call.coarse,
        "found_free": call.found_free, "ending": call.ending,
        "order": call.order.number if call.order else None,
        "technician": call.answered_by.name if named and call.answered_by else None,
    }  # fmt: skip
