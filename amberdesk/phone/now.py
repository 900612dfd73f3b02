"""The hotlines as they are at this moment: who waits, who talks, who is there to answer."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from amberdesk.customers.codes import Level
from amberdesk.people.models import Person
from amberdesk.phone.exchanges import Kind
from amberdesk.phone.models import Call, CallBack, Hotline
from amberdesk.phone.queries import calls_now, hotlines_of
from amberdesk.rosters.duty import shifts_by_place
from amberdesk.rosters.lists import technicians_of
from amberdesk.rosters.models import Presence
from amberdesk.rosters.statuses import ABSENT, Status

INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Agent:
    """A technician now. `levels`: of his shift that runs; empty: he has none, but he is there."""

    person: Person
    levels: tuple[str, ...]
    status: str
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Line:
    """A hotline now: since when callers wait whom nobody has answered, and how many talk."""

    hotline: Hotline
    waiting: list[datetime]
    talking: int

    @property
    def is_heard(self) -> bool:
        """Whether its exchange tells of calls as they come, and has ever done so; else nobody knows who waits."""
        exchange = self.hotline.exchange
        if exchange is None or exchange.kind == Kind.REPORT:
            return False
        return exchange.heard_since is not None and exchange.lost_at is None


@dataclass(frozen=True, slots=True)
class Now:
    """The hotlines of some networks now."""

    lines: list[Line]
    calls: list[Call]
    agents: list[Agent]
    callbacks: int
    overdue: int

    @property
    def waiting(self) -> list[datetime]:
        """Since when callers wait, the longest first."""
        return sorted(since for line in self.lines for since in line.waiting)

    @property
    def is_heard(self) -> bool:
        """Whether any of the hotlines is heard, so that nobody waiting is more than nothing told."""
        return any(line.is_heard for line in self.lines)

    @property
    def first_line(self) -> tuple[int, int]:
        """How many of L1 are free, and how many are on shift or there."""
        mine = [agent for agent in self.agents if "L1" in agent.levels]
        return sum(agent.status == Status.AVAILABLE for agent in mine), len(mine)


def hotlines_now(networks: Collection[int], at: datetime) -> Now:
    """Return the hotlines of some networks as they are."""
    calls, lines = calls_now(networks, at), list(hotlines_of(networks))
    open_ = CallBack.objects.filter(network_id__in=list(networks), state="open")
    due = list(open_.values_list("due_at", flat=True)[:1000])
    return Now(
        lines=[_line(line, calls) for line in lines],
        calls=calls,
        agents=agents_now(networks, at),
        callbacks=len(due),
        overdue=sum(each < at for each in due),
    )


def _line(hotline: Hotline, calls: Sequence[Call]) -> Line:
    mine = [call for call in calls if call.hotline_id == hotline.pk]
    waiting = [call.offered_at for call in mine if call.outcome == "open"]
    return Line(hotline, sorted(waiting), sum(call.outcome == "answered" for call in mine))


def agents_now(networks: Collection[int], at: datetime) -> list[Agent]:
    """Return the technicians on shift now and those who are there all the same, the free ones first, by name."""
    people = list(technicians_of(networks))
    told = {p.person_id: p for p in Presence.objects.filter(person__in=people)}
    levels: dict[int, set[str]] = {}
    for (network_id, level), shifts in shifts_by_place(at, at + INSTANT).items():
        for shift in shifts if network_id in networks else ():
            levels.setdefault(shift.person_id, set()).add(level)
    found = []
    for person in people:
        presence = told.get(person.pk)
        status = presence.status if presence else Status.OFF.value
        if person.pk in levels or status not in ABSENT:
            mine = tuple(sorted(levels.get(person.pk, ())))
            found.append(Agent(person, mine, status, presence.since if presence else None))
    order = [Status.AVAILABLE, Status.RINGING, Status.ON_CALL, Status.WRAP_UP, Status.BREAK, Status.AWAY]
    places = {status.value: place for place, status in enumerate(order)}
    first = {level.value: place for place, level in enumerate(Level)}
    return sorted(
        found,
        key=lambda a: (first.get(a.levels[0] if a.levels else "", 9), places.get(a.status, 9), a.person.name),
    )
