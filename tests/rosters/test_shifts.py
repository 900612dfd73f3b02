"""Planning who works when."""

from datetime import date, time, timedelta

import pytest
from django.db import IntegrityError, transaction

from amberdesk.customers.refusals import Forbidden, Refused
from amberdesk.outbox.actor import MACHINE, Actor
from amberdesk.outbox.journal import journal
from amberdesk.rosters.actions.shifts import move_shift, plan_shift, plan_shifts, remove_shift
from amberdesk.rosters.models import Shift
from amberdesk.rosters.queries import on_duty
from tests.factories import NINE, make_network, make_person, make_shift, make_technician, warsaw

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def network():
    return make_network()


@pytest.fixture
def ewa(network):
    return make_technician("L1", network, name="Ewa Lis")


def test_on_duty_is_who_has_a_shift_of_that_level_now(network, ewa):
    make_technician("L1", network, name="Adam bez zmiany")
    make_shift(ewa, "L1", NINE, hours=8)

    assert list(on_duty("L1", network.pk, NINE)) == [ewa]
    assert list(on_duty("L1", network.pk, NINE + 8 * HOUR)) == []
    assert list(on_duty("L1", network.pk, NINE - timedelta(seconds=1))) == []
    assert list(on_duty("L2", network.pk, NINE)) == []


def test_a_shift_for_one_network_says_nothing_about_another(ewa, network):
    other = make_network("BUR")
    team = ewa.memberships.get().team
    team.networks.add(other)
    make_shift(ewa, "L1", NINE, networks=[other])

    assert list(on_duty("L1", other.pk, NINE)) == [ewa]
    assert list(on_duty("L1", network.pk, NINE)) == []


def test_a_shift_of_somebody_who_left_puts_nobody_on_duty(network, ewa):
    make_shift(ewa)
    ewa.is_active = False
    ewa.save()

    assert list(on_duty("L1", network.pk, NINE)) == []


@pytest.mark.parametrize(
    "start, hours", [(NINE, 8), (NINE - HOUR, 2), (NINE + 7 * HOUR, 8), (NINE + HOUR, 1)]
)
def test_a_person_is_never_planned_twice_at_a_time(ewa, start, hours):
    make_shift(ewa, "L1", NINE, hours=8)

    with pytest.raises(Refused) as refusal:
        make_shift(ewa, "L1", start, hours=hours)
    assert refusal.value.code == "shifts_overlap"
    assert Shift.objects.count() == 1


def test_the_database_refuses_two_shifts_at_a_time_too(ewa):
    make_shift(ewa, "L1", NINE, hours=8)

    with pytest.raises(IntegrityError), transaction.atomic():
        Shift.objects.create(person=ewa, level="L1", starts_at=NINE, ends_at=NINE + HOUR)


def test_shifts_may_touch_and_different_people_may_work_at_once(network, ewa):
    make_shift(ewa, "L1", NINE, hours=8)

    assert make_shift(ewa, "L1", NINE + 8 * HOUR, hours=4)
    assert make_shift(make_technician("L1", network), "L1", NINE, hours=8)


def test_a_week_is_planned_by_its_days_and_repeated(ewa):
    shifts = plan_shifts(
        ewa,
        level="L1",
        first_week=date(2026, 3, 23),
        weeks=2,
        weekdays=[0, 4],
        opens=time(8),
        closes=time(16),
        by=MACHINE,
        at=NINE,
    )

    assert [s.starts_at for s in shifts] == [
        warsaw("2026-03-23 08:00"),
        warsaw("2026-03-27 08:00"),
        warsaw("2026-03-30 08:00"),  # after the change to summer time: 8:00 stays 8:00
        warsaw("2026-04-03 08:00"),
    ]
    assert shifts[0].starts_at.hour == 7 and shifts[2].starts_at.hour == 6


def test_a_night_shift_ends_on_the_next_day(ewa):
    (night,) = plan_shifts(
        ewa,
        level="L1",
        first_week=date(2026, 3, 3),
        weeks=1,
        weekdays=[1],
        opens=time(22),
        closes=time(6),
        by=MACHINE,
        at=NINE,
    )

    assert (night.starts_at, night.ends_at) == (warsaw("2026-03-03 22:00"), warsaw("2026-03-04 06:00"))


def test_days_before_the_first_day_asked_for_are_left_out(ewa):
    shifts = plan_shifts(
        ewa,
        level="L1",
        first_week=date(2026, 3, 4),
        weeks=1,
        weekdays=range(5),
        opens=time(8),
        closes=time(16),
        by=MACHINE,
        at=NINE,
    )

    assert [s.starts_at.day for s in shifts] == [4, 5, 6]


def test_weeks_are_planned_all_or_not_at_all(ewa):
    make_shift(ewa, "L1", warsaw("2026-03-11 08:00"))

    with pytest.raises(Refused, match="shifts_overlap"):
        plan_shifts(
            ewa,
            level="L1",
            first_week=date(2026, 3, 2),
            weeks=3,
            weekdays=[2],
            opens=time(8),
            closes=time(16),
            by=MACHINE,
            at=NINE,
        )
    assert Shift.objects.count() == 1


@pytest.mark.parametrize(
    "hours, code",
    [(0, "shift_ends_before_it_starts"), (-1, "shift_ends_before_it_starts"), (25, "shift_too_long")],
)
def test_a_shift_has_a_length_and_is_at_most_a_day(ewa, hours, code):
    with pytest.raises(Refused, match=code):
        make_shift(ewa, "L1", NINE, hours=hours)


def test_nobody_is_planned_on_a_level_without_a_team_of_it(ewa):
    with pytest.raises(Refused, match="no_team_of_level"):
        make_shift(ewa, "L2", NINE)


def test_coordinators_plan_the_technicians_of_their_networks_only(network, ewa):
    elsewhere = make_network("BUR")
    hers = make_person("coordinator", supervises=[network])
    stranger = make_person("coordinator", supervises=[elsewhere])
    times = {"level": "L1", "starts_at": NINE, "ends_at": NINE + HOUR, "at": NINE}

    with pytest.raises(Forbidden):
        plan_shift(ewa, **times, by=Actor("person", stranger.pk))
    with pytest.raises(Forbidden):
        plan_shift(ewa, **times, by=Actor("person", ewa.pk))
    assert plan_shift(ewa, **times, by=Actor("person", hers.pk)).pk


def test_a_shift_that_has_begun_stays_on_the_roster(ewa):
    begun, coming = make_shift(ewa, "L1", NINE), make_shift(ewa, "L1", NINE + 24 * HOUR)

    with pytest.raises(Refused, match="shift_has_begun"):
        remove_shift(begun, by=MACHINE, at=NINE)
    remove_shift(coming, by=MACHINE, at=NINE)
    assert list(Shift.objects.all()) == [begun]


def test_a_moved_shift_may_overlap_itself_and_no_other(ewa):
    shift = make_shift(ewa, "L1", NINE, hours=4)
    make_shift(ewa, "L1", NINE + 6 * HOUR, hours=2)

    move_shift(shift, starts_at=NINE + HOUR, ends_at=NINE + 5 * HOUR, by=MACHINE, at=NINE)
    with pytest.raises(Refused, match="shifts_overlap"):
        move_shift(shift, starts_at=NINE + HOUR, ends_at=NINE + 7 * HOUR, by=MACHINE, at=NINE)
    assert [e.kind for e in journal(f"shift:{shift.pk}")] == ["shift.planned", "shift.changed"]
