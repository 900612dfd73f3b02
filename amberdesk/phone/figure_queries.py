"""Reading the kept figures of hotlines: a bounded number of rows, however many calls there were."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Sum

from amberdesk.customers.models import Network
from amberdesk.customers.queries import company
from amberdesk.people.models import Person
from amberdesk.phone.availability import EMPTY, Availability
from amberdesk.phone.figures import SUMS, Tally, bounds, groups, occupancy, summed
from amberdesk.phone.models import CoverDay, HalfHour, Hotline, PersonDay, StatusDay

MS = timedelta(milliseconds=1)
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
    """What a technician did in a period. `available_ms` None: no data."""

    person: Person
    counts: dict[str, int]
    available_ms: int | None
    all_ms: int  # talk and wrap-up for all networks: what his occupancy is reckoned from

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


def slots(networks: Collection[int], start: datetime, end: datetime) -> list[Slot]:
    """Return the half hours with calls, by time."""
    rows = HalfHour.objects.filter(network__in=list(networks), starts_at__gte=start, starts_at__lt=end)
    found = rows.order_by("starts_at").values_list("hotline_id", "starts_at", "waits", *SUMS)
    return [
        Slot(hotline_id, at, Tally(*sums, waits=waits)) for hotline_id, at, waits, *sums in found.iterator()
    ]


def report(asked: Asked) -> Report:
    """Return the figures of a period."""
    found, zone = slots(asked.ids, *asked.bounds), asked.zone
    local = [(slot.starts_at.astimezone(zone), slot) for slot in found]
    lines = {
        line.pk: line for line in Hotline.objects.filter(network__in=asked.ids).select_related("network")
    }
    return Report(
        total=summed(slot.tally for slot in found),
        days=list(groups((at.date(), slot.tally) for at, slot in local)),
        half_hours=list(groups((at.hour * 60 + at.minute, slot.tally) for at, slot in local)),
        hotlines=[(lines[pk], t) for pk, t in groups((slot.hotline_id, slot.tally) for slot in found)],
    )


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
    free = _available_ms(list(sums), asked)
    return [
        Work(
            person,
            sums[person.pk],
            free.get(person.pk),
            whole[person.pk],
        )
        for person in Person.objects.filter(pk__in=list(sums)).order_by("name", "pk")
    ]


def _available_ms(people: Sequence[int], asked: Asked) -> dict[int, int]:
    found: dict[int, int] = {}
    rows = StatusDay.objects.filter(person__in=people, day__gte=asked.first, day__lte=asked.last)
    for person, lengths in rows.values_list("person_id", "lengths"):
        found[person] = found.get(person, 0) + lengths.get("available", 0)
    return found


def today(networks: Collection[int], at: datetime) -> Tally:
    """Return the figures of the present day so far."""
    start = at.astimezone(ZoneInfo(company().timezone)).replace(hour=0, minute=0, second=0, microsecond=0)
    return summed(slot.tally for slot in slots(networks, start, at))


def has_hotlines(networks: Collection[int]) -> bool:
    """Tell whether any of the networks has a hotline in use."""
    return Hotline.objects.filter(network__in=list(networks), active=True).exists()
