"""Plan who works when."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from amberdesk.clock.ruler import instant_of
from amberdesk.customers.codes import Level
from amberdesk.customers.models import Network
from amberdesk.customers.phones import e164
from amberdesk.customers.refusals import Refused
from amberdesk.outbox.actor import Actor
from amberdesk.people.models import Person
from amberdesk.rosters import events
from amberdesk.rosters.access import require_planning
from amberdesk.rosters.models import Membership, Shift
from amberdesk.rosters.recording import record
from amberdesk.rosters.statuses import ShiftKind

LONGEST = timedelta(hours=24)
MOST_WEEKS = 53


@transaction.atomic
def plan_shift(
    person: Person,
    *,
    level: str,
    starts_at: datetime,
    ends_at: datetime,
    networks: Iterable[Network] = (),
    kind: str = ShiftKind.WORK.value,
    number: str = "",
    by: Actor,
    at: datetime,
) -> Shift:
    """Return a new shift. No networks: all of the person's teams of that level. One person has no two at a time."""
    require_planning(person, by)
    if level not in set(Level) or kind not in set(ShiftKind):
        raise Refused("unknown_choice", "level")
    check_level(person, level)
    check_time(person, starts_at, ends_at)
    shift = Shift.objects.create(
        person=person,
        level=level,
        starts_at=starts_at,
        ends_at=ends_at,
        kind=kind,
        number=e164(number, "number"),
    )
    shift.networks.set(networks)
    event = events.ShiftPlanned(
        id=shift.pk,
        person=person.pk,
        level=level,
        starts_at=starts_at,
        ends_at=ends_at,
        shift_kind=kind,
        networks=tuple(sorted(network.pk for network in shift.networks.all())),
    )
    record(event, by=by, at=at)
    return shift


@transaction.atomic
def plan_shifts(
    person: Person,
    *,
    level: str,
    first_week: date,
    weeks: int,
    weekdays: Iterable[int],
    opens: time,
    closes: time,
    timezone: str = "Europe/Warsaw",
    networks: Iterable[Network] = (),
    kind: str = ShiftKind.WORK.value,
    number: str = "",
    by: Actor,
    at: datetime,
) -> list[Shift]:
    """Return the shifts of the weekdays (Monday = 0) in as many weeks, from the week that holds `first_week`.

    `closes` at or before `opens` is the next day's. Days before `first_week` are left out. All or none is planned.
    """
    networks = list(networks)
    return [
        plan_shift(
            person,
            level=level,
            starts_at=_instant(on, opens, timezone),
            ends_at=_instant(on + timedelta(days=closes <= opens), closes, timezone),
            networks=networks,
            kind=kind,
            number=number,
            by=by,
            at=at,
        )
        for on in _dates(first_week, weeks, weekdays)
    ]


@transaction.atomic
def move_shift(shift: Shift, *, starts_at: datetime, ends_at: datetime, by: Actor, at: datetime) -> Shift:
    """Return the shift at its new time."""
    require_planning(shift.person, by)
    check_time(shift.person, starts_at, ends_at, shift)
    if starts_at != shift.starts_at:
        shift.checked_at = None
    shift.starts_at, shift.ends_at = starts_at, ends_at
    shift.save(update_fields=["starts_at", "ends_at", "checked_at"])
    event = events.ShiftChanged(id=shift.pk, person=shift.person_id, starts_at=starts_at, ends_at=ends_at)
    record(event, by=by, at=at)
    return shift


@transaction.atomic
def remove_shift(shift: Shift, *, by: Actor, at: datetime) -> None:
    """Take a shift off the roster. One that has begun stays: figures reckon with it."""
    require_planning(shift.person, by)
    if shift.starts_at <= at:
        raise Refused("shift_has_begun")
    event = events.ShiftRemoved(
        id=shift.pk, person=shift.person_id, starts_at=shift.starts_at, ends_at=shift.ends_at
    )
    shift.delete()
    record(event, by=by, at=at)


def _dates(first: date, weeks: int, weekdays: Iterable[int]) -> list[date]:
    """Return the weekdays' dates in as many weeks, from the first date on. Errors: Refused."""
    if not 1 <= weeks <= MOST_WEEKS:
        raise Refused("out_of_range", "weeks", least=1, most=MOST_WEEKS)
    days = sorted(set(weekdays))
    if not days or not set(days) <= set(range(7)):
        raise Refused("shift_without_days", "weekdays")
    monday = first - timedelta(days=first.weekday())
    dates = (monday + timedelta(days=7 * week + day) for week in range(weeks) for day in days)
    return [on for on in dates if on >= first]


def _instant(on: date, at: time, timezone: str) -> datetime:
    return instant_of(datetime.combine(on, at), ZoneInfo(timezone))


def check_level(person: Person, level: str) -> None:
    """Refuse whoever has no team of the level."""
    if not Membership.objects.filter(person=person, team__level=level, team__active=True).exists():
        raise Refused("no_team_of_level", "person", name=person.name, level=level)


def check_time(person: Person, starts_at: datetime, ends_at: datetime, *moved: Shift) -> None:
    """Refuse a shift without length, longer than a day, or at the time of another one of the person but the moved."""
    if ends_at <= starts_at:
        raise Refused("shift_ends_before_it_starts", "ends_at")
    if ends_at - starts_at > LONGEST:
        raise Refused("shift_too_long", "ends_at")
    Person.objects.select_for_update().get(pk=person.pk)  # two planners at once do not see one another's row
    others = Shift.objects.filter(person=person, starts_at__lt=ends_at, ends_at__gt=starts_at)
    if clash := others.exclude(pk__in=[shift.pk for shift in moved]).order_by("starts_at").first():
        raise Refused(
            "shifts_overlap", "starts_at", name=person.name, starts_at=clash.starts_at, ends_at=clash.ends_at
        )
