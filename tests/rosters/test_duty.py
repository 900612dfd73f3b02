"""Duty by the roster: gaps, who stands in, who has not come, the feed."""

from datetime import timedelta

import pytest

from amberdesk.customers.refusals import Forbidden, Refused
from amberdesk.outbox.actor import MACHINE, Actor
from amberdesk.outbox.journal import journal
from amberdesk.outbox.models import Event
from amberdesk.rosters.actions.attendance import note_missing
from amberdesk.rosters.actions.feed import close_feed, open_feed
from amberdesk.rosters.actions.presence import set_presence
from amberdesk.rosters.actions.substitute import substitute, swap
from amberdesk.rosters.coverage import without
from amberdesk.rosters.duty import gaps, minutes_on_shift, shifts_by_place
from amberdesk.rosters.feeds import as_calendar, feed_key, person_by_feed_key
from amberdesk.rosters.models import Shift
from amberdesk.rosters.queries import on_duty
from tests.factories import NINE, make_network, make_person, make_shift, make_team, make_technician, warsaw

pytestmark = pytest.mark.django_db
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture
def network():
    return make_network("FAL", template="8-22")


@pytest.fixture
def ewa(network):
    return make_technician("L1", network, name="Ewa Lis")


@pytest.fixture
def adam(network):
    return make_technician("L1", network, name="Adam Sroka")


def test_taking_time_away_leaves_what_is_around_it():
    day, hours = (NINE, NINE + 8 * HOUR), [NINE + n * HOUR for n in range(9)]

    assert without([day], [(hours[2], hours[4])]) == [(hours[0], hours[2]), (hours[4], hours[8])]
    assert without([day], [(hours[0], hours[8])]) == []
    assert without([day], [(NINE - HOUR, hours[1]), (hours[3], hours[3])]) == [(hours[1], hours[8])]
    assert without([], [day]) == []


def test_a_gap_is_coverage_that_nobody_of_the_level_works(network, ewa):
    tomasz = make_technician("L2", network, name="Tomasz Kos")
    make_shift(ewa, "L1", warsaw("2026-03-02 08:00"), hours=6)
    make_shift(tomasz, "L2", warsaw("2026-03-02 16:00"), hours=6)

    found = gaps([network], warsaw("2026-03-02 08:00"), DAY)

    assert [(g.level, g.starts_at, g.ends_at) for g in found] == [
        ("L1", warsaw("2026-03-02 14:00"), warsaw("2026-03-02 16:00"))
    ]


def test_on_saturday_the_gap_is_the_second_levels_and_a_shift_for_another_network_fills_none(network):
    other = make_network("BUR")
    tomasz = make_person(name="Tomasz Kos")
    make_team("L2", [network, other], [tomasz])
    make_shift(tomasz, "L2", warsaw("2026-03-07 08:00"), hours=14, networks=[other])

    found = gaps([network], warsaw("2026-03-07 00:00"), DAY)

    assert [(g.level, g.starts_at, g.ends_at) for g in found] == [
        ("L2", warsaw("2026-03-07 08:00"), warsaw("2026-03-07 22:00"))
    ]


def test_the_shifts_by_place_are_those_who_are_on_duty(network, ewa, adam):
    make_shift(ewa, "L1", NINE)
    make_shift(adam, "L1", NINE)
    adam.is_active = False
    adam.save()

    here = shifts_by_place(NINE, NINE + MINUTE)[network.pk, "L1"]

    assert [shift.person for shift in here] == list(on_duty("L1", network.pk, NINE)) == [ewa]


def test_who_stands_in_has_the_shift_and_the_journal_says_so(network, ewa, adam):
    shift = make_shift(ewa, "L1", NINE)

    substitute(shift, person=adam, by=MACHINE, at=NINE - HOUR)

    assert list(on_duty("L1", network.pk, NINE)) == [adam]
    last = journal(f"shift:{shift.pk}").last()
    assert (last.kind, last.data["person"], last.data["before"]) == ("shift.given", adam.pk, ewa.pk)


def test_of_a_shift_that_runs_only_the_rest_is_given(network, ewa, adam):
    shift = make_shift(ewa, "L1", NINE, hours=8)

    substitute(shift, person=adam, by=MACHINE, at=NINE + 3 * HOUR)

    assert [(s.person, s.starts_at, s.ends_at) for s in Shift.objects.order_by("starts_at")] == [
        (ewa, NINE, NINE + 3 * HOUR),
        (adam, NINE + 3 * HOUR, NINE + 8 * HOUR),
    ]


def test_nobody_stands_in_who_works_already_or_not_on_that_level(network, ewa, adam):
    shift = make_shift(ewa, "L1", NINE)
    make_shift(adam, "L1", NINE + HOUR)

    for person, code in (
        (adam, "shifts_overlap"),
        (ewa, "already_his"),
        (make_technician("L2", network), "no_team"),
    ):
        with pytest.raises(Refused, match=code):
            substitute(shift, person=person, by=MACHINE, at=NINE - HOUR)
    with pytest.raises(Refused, match="shift_is_over"):
        substitute(shift, person=adam, by=MACHINE, at=NINE + DAY)
    stranger = make_person("coordinator", supervises=[make_network("BUR")])
    with pytest.raises(Forbidden):
        substitute(shift, person=adam, by=Actor("person", stranger.pk), at=NINE - HOUR)


@pytest.mark.parametrize("later", [2 * HOUR, DAY])
def test_two_swap_even_shifts_that_overlap(network, ewa, adam, later):
    first, second = make_shift(ewa, "L1", NINE), make_shift(adam, "L1", NINE + later)

    swap(first, second, by=MACHINE, at=NINE - HOUR)

    people = {s.pk: s.person for s in Shift.objects.all()}
    assert people == {first.pk: adam, second.pk: ewa}
    assert journal(f"shift:{first.pk}").last().data["swapped_with"] == second.pk


def test_a_swap_gives_nobody_two_shifts_at_a_time(ewa, adam):
    first, second = make_shift(ewa, "L1", NINE), make_shift(adam, "L1", NINE + DAY)
    make_shift(adam, "L1", NINE + 4 * HOUR)

    with pytest.raises(Refused, match="shifts_overlap"):
        swap(first, second, by=MACHINE, at=NINE - HOUR)


def missed() -> list[int]:
    return [e.data["person"] for e in Event.objects.filter(kind="shift.unattended").order_by("pk")]


def test_who_has_not_come_ten_minutes_after_the_start_is_noticed_once(ewa, adam):
    make_shift(ewa, "L1", NINE)
    make_shift(adam, "L1", NINE)
    set_presence(adam, status="available", by=MACHINE, at=NINE + MINUTE)

    assert note_missing(NINE + 9 * MINUTE) == 0
    assert note_missing(NINE + 10 * MINUTE) == 1
    assert note_missing(NINE + 11 * MINUTE) == 0
    assert missed() == [ewa.pk]


def test_standby_needs_no_presence_and_a_shift_that_is_over_is_past_noticing(ewa, adam):
    make_shift(ewa, "L1", NINE, kind="standby")
    make_shift(adam, "L1", NINE, hours=1)

    assert note_missing(NINE + HOUR) == 0


def test_after_an_outage_who_is_still_missing_is_noticed(ewa):
    make_shift(ewa, "L1", NINE, hours=8)
    assert note_missing(NINE + 5 * HOUR) == 1


def test_minutes_of_a_month_end_with_the_month(ewa):
    make_shift(ewa, "L1", warsaw("2026-03-31 22:00"), hours=8, kind="standby")

    end = warsaw("2026-04-01 00:00")
    assert minutes_on_shift([ewa], warsaw("2026-03-01 00:00"), end)[ewa.pk] == {"standby": 120}
    assert minutes_on_shift([ewa], end, end + 30 * DAY)[ewa.pk] == {"standby": 360}


def test_a_feeds_link_dies_with_the_next_one_and_when_closed_and_never_comes_back(ewa):
    me = Actor("person", ewa.pk)
    assert feed_key(ewa) == ""
    open_feed(ewa, by=me, at=NINE)
    first = feed_key(ewa)
    assert person_by_feed_key(first) == ewa
    open_feed(ewa, by=me, at=NINE)
    second = feed_key(ewa)
    assert person_by_feed_key(first) is None and person_by_feed_key(second) == ewa
    close_feed(ewa, by=me, at=NINE)
    assert person_by_feed_key(second) is None and feed_key(ewa) == ""
    open_feed(ewa, by=me, at=NINE)
    assert person_by_feed_key(second) is None
    with pytest.raises(Forbidden):
        open_feed(ewa, by=Actor("person", make_person().pk), at=NINE)


def test_a_feed_is_a_calendar_with_short_lines(ewa):
    shift = make_shift(ewa, "L1", NINE)
    text = as_calendar(
        [(shift, "Zmiana, L1; " + "ż" * 60)], name="Ewa", host="desk.example", at=NINE
    ).decode()

    assert "DTSTART:20260302T080000Z\r\nDTEND:20260302T160000Z\r\n" in text
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert "SUMMARY:Zmiana\\, L1\\; " + "ż" * 60 in text.replace("\r\n ", "")
