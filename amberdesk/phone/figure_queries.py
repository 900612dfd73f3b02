"""Reading the kept figures of hotlines: a bounded number of rows, however many calls there were."""

from array import array
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from django.db.models import Sum

from amberdesk.customers.models import Network
from amberdesk.customers.queries import company
from amberdesk.people.models import Person
from amberdesk.phone.availability import EMPTY, Availability, common, length
from amberdesk.phone.exchanges import Kind
from amberdesk.phone.figures import SUMS, Tally, bounds, occupancy, summed
from amberdesk.phone.lost import lost_time
from amberdesk.phone.models import CoverDay, HalfHour, Hotline, PersonDay, StatusDay
from amberdesk.rosters.coverage import Stretch

MS = timedelta(milliseconds=1)
Key = TypeVar("Key", int, date)
LONGEST = 366  # days of one report
COUNTS = ("rung", "answered", "missed", "refused", "talks", "talk_ms", "wrap_ms")


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose figures and of which days, both included, by the clock of the network or of the company."""

    networks: tuple[Network, ...]
    first: date
    last: date

    @property
    def zone(self) -> ZoneInfo:
        one = len(self.networks) == 1
        return ZoneInfo(self.networks[0].timezone if one else company().timezone)

    @property
    def ids(self) -> list[int]:
        return [network.pk for network in self.networks]

    @property
    def bounds(self) -> tuple[datetime, datetime]:
        return bounds(self.first, self.zone)[0], bounds(self.last, self.zone)[1]


@dataclass(frozen=True, slots=True)
class Slot:
    """A hotline's half hour."""

    hotline_id: int
    starts_at: datetime
    tally: Tally


@dataclass(frozen=True, slots=True)
class Work:
    """What a technician did in a period. `lengths`: milliseconds of each status; None: no data."""

    person: Person
    counts: dict[str, int]
    lengths: dict[str, int] | None
    all_ms: int  # talk and wrap-up for all networks: what his occupancy is reckoned from

    @property
    def available_ms(self) -> int | None:
        return None if self.lengths is None else self.lengths.get("available", 0)

    @property
    def rings_known(self) -> bool:
        """Whether the exchange told of rings: nobody answers without having been rung."""
        return self.counts["rung"] > 0 or not self.counts["answered"]

    @property
    def handling_ms(self) -> float | None:
        talks = self.counts["talks"]
        return (self.counts["talk_ms"] + self.counts["wrap_ms"]) / talks if talks else None

    @property
    def occupancy(self) -> float | None:
        return occupancy(self.all_ms, 0, self.available_ms)


@dataclass(frozen=True, slots=True)
class Report:
    """The figures of a period: in all, by day, half hour of the day, and hotline."""

    total: Tally
    days: list[tuple[date, Tally]]
    half_hours: list[tuple[int, Tally]]  # minutes after midnight
    hotlines: list[tuple[Hotline, Tally]]


def slots(networks: Collection[int], start: datetime, end: datetime) -> Iterator[Slot]:
    """Yield the half hours with calls, by time; a year of them is never held at once."""
    rows = HalfHour.objects.filter(network__in=list(networks), starts_at__gte=start, starts_at__lt=end)
    found = rows.order_by("starts_at").values_list("hotline_id", "starts_at", "waits", *SUMS)
    for hotline_id, at, waits, *sums in found.iterator(500):
        yield Slot(hotline_id, at, Tally(*sums, waits=array("I", waits)))


def report(asked: Asked) -> Report:
    """Return the figures of a period."""
    total, zone = Tally(), asked.zone
    days: dict[date, Tally] = defaultdict(Tally)
    halves: dict[int, Tally] = defaultdict(Tally)
    lines: dict[int, Tally] = defaultdict(Tally)
    for slot in slots(asked.ids, *asked.bounds):
        at = slot.starts_at.astimezone(zone)
        for of in (total, days[at.date()], halves[at.hour * 60 + at.minute], lines[slot.hotline_id]):
            of.add(slot.tally)
    hotlines = Hotline.objects.select_related("network").in_bulk(lines)
    return Report(
        total=total.settled(),
        days=_settled(days),
        half_hours=_settled(halves),
        hotlines=[(hotlines[pk], tally) for pk, tally in _settled(lines)],
    )


def _settled(found: Mapping[Key, Tally]) -> list[tuple[Key, Tally]]:
    return [(key, found[key].settled()) for key in sorted(found)]


def lost_in(asked: Asked, at: datetime) -> list[Stretch]:
    """Return when in a period an exchange of its networks could not be heard, as far as it has come."""
    start, end = asked.bounds
    return lost_time(telling(asked.ids), start, min(end, at)) if start < at else []


def lost_by_day(lost: Iterable[Stretch], asked: Asked) -> dict[date, timedelta]:
    """Return for how long nothing is known of each day that has such time."""
    days = [asked.first + timedelta(days=n) for n in range((asked.last - asked.first).days + 1)]
    stretches = list(lost)
    found = {day: length(common(stretches, [bounds(day, asked.zone)])) for day in days} if stretches else {}
    return {day: missing for day, missing in found.items() if missing}


def availability_of(asked: Asked) -> Availability | None:
    """Return the availability of a period over its networks; None: no data of any day."""
    rows = CoverDay.objects.filter(network__in=asked.ids, day__gte=asked.first, day__lte=asked.last)
    found = [_available(row) for row in rows.order_by("day", "network")]
    return sum(found, EMPTY) if found else None


def _available(row: CoverDay) -> Availability:
    nobody = tuple((datetime.fromisoformat(a), datetime.fromisoformat(b)) for a, b in row.nobody)
    return Availability(row.covered_ms * MS, row.free_ms * MS, row.unknown_ms * MS, nobody)


def work(asked: Asked, among: Iterable[int] | None = None) -> list[Work]:
    """Return what the technicians did who were rung or talked, by name; `among`: of these people only."""
    days = PersonDay.objects.filter(day__gte=asked.first, day__lte=asked.last)
    here = days.filter(network__in=asked.ids)
    if among is not None:
        here = here.filter(person__in=list(among))
    sums: dict[int, dict[str, int]] = {}
    for person_id, *counts in here.values_list("person").annotate(*(Sum(name) for name in COUNTS)):
        sums[person_id] = dict(zip(COUNTS, counts, strict=True))
    mine = days.filter(person__in=list(sums)).values_list("person")
    whole = {id: talked + wrapped for id, talked, wrapped in mine.annotate(Sum("talk_ms"), Sum("wrap_ms"))}
    lengths = _lengths(list(sums), asked)
    return [
        Work(
            person,
            sums[person.pk],
            lengths.get(person.pk),
            whole[person.pk],
        )
        for person in Person.objects.filter(pk__in=list(sums)).order_by("name", "pk")
    ]


def _lengths(people: Sequence[int], asked: Asked) -> dict[int, dict[str, int]]:
    """Return how long each of the people had each status; nobody of whom there is no data."""
    found: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    rows = StatusDay.objects.filter(person__in=people, day__gte=asked.first, day__lte=asked.last)
    for person, lengths in rows.values_list("person_id", "lengths"):
        for status, milliseconds in lengths.items():
            found[person][status] += milliseconds
    return found


@dataclass(frozen=True, slots=True)
class Today:
    """The present day so far. `unknown`: how long an exchange could not be heard; `told`: some exchange tells at once."""

    tally: Tally
    unknown: timedelta
    told: bool

    @property
    def is_known(self) -> bool:
        """Whether no call means that none came: else a nought is no data."""
        return self.tally.offered > 0 or (self.told and not self.unknown)


def today(networks: Collection[int], at: datetime) -> Today:
    """Return the figures of the present day so far."""
    start = at.astimezone(ZoneInfo(company().timezone)).replace(hour=0, minute=0, second=0, microsecond=0)
    exchanges = telling(networks)
    unknown = length(lost_time(exchanges, start, at)) if exchanges else timedelta()
    return Today(summed(slot.tally for slot in slots(networks, start, at)), unknown, bool(exchanges))


def telling(networks: Collection[int]) -> list[int]:
    """Return the exchanges of hotlines in use that tell of calls as they come; a report comes later."""
    used = Hotline.objects.filter(network__in=list(networks), active=True, exchange__active=True)
    live = used.exclude(exchange__kind=Kind.REPORT).order_by("exchange")
    return list(live.values_list("exchange", flat=True).distinct())


def has_hotlines(networks: Collection[int]) -> bool:
    """Tell whether any of the networks has a hotline in use."""
    return Hotline.objects.filter(network__in=list(networks), active=True).exists()


def exchange_kinds(networks: Collection[int]) -> set[str]:
    """Return of which kinds the exchanges of the networks' hotlines are; without one calls are told by hand."""
    hotlines = Hotline.objects.filter(network__in=list(networks))
    return {kind or "hand" for kind in hotlines.values_list("exchange__kind", flat=True)}
