"""How much of the covered time somebody was free, and what nobody knows."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amberdesk.phone.availability import EMPTY, Availability, Changes, length, lengths, stretches
from amberdesk.phone.availability import availability as on_shifts
from amberdesk.rosters.coverage import Stretch
from amberdesk.rosters.statuses import Status
from tests.factories import NINE

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def at(minutes: float) -> datetime:
    return NINE + minutes * MINUTE


DAY = [(at(0), at(480))]


def availability(
    covered: Iterable[Stretch],
    people: Mapping[int, Changes],
    lost: Iterable[Stretch],
    start: datetime,
    end: datetime,
) -> Availability:
    """Return the availability where everybody is always on shift."""
    return on_shifts(covered, people, {person: [(start, end)] for person in people}, lost, start, end)


def test_covered_time_is_free_while_anybody_is_available() -> None:
    people = {
        1: [(at(-60), "available"), (at(60), "break"), (at(90), "available")],
        2: [(at(-60), "off"), (at(75), "available"), (at(120), "off")],
    }

    found = availability(DAY, people, [], at(0), at(480))

    assert found.nobody == ((at(60), at(75)),)
    assert (found.covered, found.free, found.unknown) == (8 * HOUR, 8 * HOUR - 15 * MINUTE, 0 * MINUTE)
    assert found.share == (480 - 15) / 480


def test_time_before_the_first_word_and_while_the_line_was_lost_is_no_data() -> None:
    found = availability(DAY, {1: [(at(60), "available")]}, [(at(120), at(180))], at(0), at(480))

    assert (found.unknown, found.free, found.share) == (2 * HOUR, 6 * HOUR, 1.0)


def test_of_people_who_never_said_anything_nothing_is_known() -> None:
    found = availability(DAY, {}, [], at(0), at(480))

    assert (found.share, found.unknown, found.nobody) == (None, 8 * HOUR, ())


def test_who_is_not_on_shift_is_nobody_to_answer() -> None:
    people = {1: [(at(0), "available")], 2: [(at(0), "available")]}

    found = on_shifts(DAY, people, {1: [(at(0), at(240)), (at(200), at(300))]}, [], at(0), at(480))

    assert (found.free, found.unknown, found.nobody) == (5 * HOUR, 0 * HOUR, ((at(300), at(480)),))


def test_ringing_and_talking_is_not_being_free() -> None:
    people = {1: [(at(0), "available"), (at(10), "ringing"), (at(11), "on_call"), (at(20), "wrap_up")]}

    assert availability(DAY, people, [], at(0), at(480)).free == 10 * MINUTE


def test_what_somebody_was_is_measured_within_the_time_asked_for() -> None:
    said = [(at(-10), "available"), (at(5), "break"), (at(15), "available")]

    assert lengths(said, at(0), at(30)) == {"available": 20 * MINUTE, "break": 10 * MINUTE}
    assert stretches(said, "available", at(0), at(30)) == [(at(0), at(5)), (at(15), at(30))]


minutes = st.integers(-60, 540)
said = st.lists(st.tuples(minutes, st.sampled_from([s.value for s in Status])), max_size=8)
spans = st.lists(st.tuples(minutes, st.integers(1, 200)), max_size=4)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.integers(1, 4), said, max_size=4), spans, spans)
def test_free_nobody_and_unknown_always_make_up_the_covered_time(
    people: dict[int, list[tuple[int, str]]], covered: list[tuple[int, int]], lost: list[tuple[int, int]]
) -> None:
    changes = {
        id: [(at(m), s) for m, s in sorted(each, key=lambda c: c[0])] for id, each in people.items() if each
    }

    found = availability(
        [(at(a), at(a + n)) for a, n in covered],
        changes,
        [(at(a), at(a + n)) for a, n in lost],
        at(0),
        at(480),
    )

    assert found.free + found.unknown + length(found.nobody) == found.covered
    assert found.free >= timedelta(0)
    assert found + EMPTY == found
