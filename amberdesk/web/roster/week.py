"""A week of shifts, laid out by person and day. Pure but for the rows it is given."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo

from amberdesk.clock.ruler import instant_of
from amberdesk.people.models import Person
from amberdesk.rosters.models import Shift


@dataclass(slots=True)
class Line:
    """One person's week: seven lists of shifts, by the day on which they begin."""

    person: Person
    status: str
    days: list[list[Shift]] = field(default_factory=lambda: [[] for _day in range(7)])


def monday_of(on: date) -> date:
    return on - timedelta(days=on.weekday())


def bounds(monday: date, zone: tzinfo) -> tuple[datetime, datetime]:
    """Return the instants at which the week begins and ends."""
    start, end = (datetime.combine(monday + timedelta(days=days), time.min) for days in (0, 7))
    return instant_of(start, zone), instant_of(end, zone)


def lines(
    people: Iterable[Person], shifts: Iterable[Shift], statuses: dict[int, str], monday: date, zone: tzinfo
) -> list[Line]:
    """Return a line a person; a shift that came in over midnight stands on its first day that is shown."""
    found = {person.pk: Line(person, statuses.get(person.pk, "off")) for person in people}
    for shift in shifts:
        day = max((shift.starts_at.astimezone(zone).date() - monday).days, 0)
        if shift.person_id in found and day < 7:
            found[shift.person_id].days[day].append(shift)
    return list(found.values())
