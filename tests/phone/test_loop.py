"""Whom the loop rings next: examples, and what holds whatever happens."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from amberdesk.phone.loop import Caller, Free, Strategy, breadth, ring_time, turns
from tests.factories import NINE

SECOND = timedelta(seconds=1)
RING, TARGET = 12 * SECOND, 20 * SECOND
EWA, JAN, OLA = (Free(id, NINE - minutes * 60 * SECOND) for id, minutes in ((1, 5), (2, 30), (3, 1)))
ALL_THREE = [EWA, JAN, OLA]


def caller(key="a", *, crew=(1, 2, 3), since=NINE, **facts):
    return Caller(
        **{"key": key, "crew": frozenset(crew), "since": since, "target": TARGET, "ring": RING} | facts
    )


def rung(*callers, free=ALL_THREE, at=NINE):
    return {turn.key: turn.people for turn in turns(callers, free, at)}


def test_who_has_waited_longest_for_a_call_is_rung_first_and_alone():
    assert rung(caller()) == {"a": (2,)}


def test_then_two_ring_who_were_not_rung_yet_and_by_the_target_all():
    assert rung(caller(rung=(2,)), at=NINE + RING) == {"a": (1, 3)}
    assert rung(caller(rung=(2, 1), rest_until=NINE + TARGET), at=NINE + TARGET) == {"a": (3, 2, 1)}


def test_the_second_ring_is_cut_short_so_that_all_ring_by_the_target():
    assert [ring_time(caller(), NINE + after * SECOND) for after in (0, 12, 20, 300)] == [
        RING,
        8 * SECOND,
        RING,
        RING,
    ]
    assert [breadth(caller(), NINE + after * SECOND) for after in (0, 8, 12, 16, 18, 20)] == [
        1,
        1,
        2,
        2,
        None,
        None,
    ]


def test_a_phone_that_rings_longer_than_the_target_gives_way_to_all_at_the_target():
    assert ring_time(caller(ring=40 * SECOND), NINE) == TARGET


def test_a_busy_phone_costs_no_time_the_next_one_rings_alone():
    assert rung(caller(rung=(2,)), at=NINE + SECOND) == {"a": (1,)}


def test_nobody_is_rung_again_before_the_others_were():
    assert rung(caller(rung=(2, 1)), at=NINE + RING) == {"a": (3,)}
    late = caller(rung=(2, 1, 3), rest_until=NINE + 30 * SECOND)
    assert rung(late, at=NINE + 30 * SECOND) == {"a": (2, 1, 3)}


def test_phones_that_are_all_busy_are_not_asked_without_end():
    tired = caller(rung=(1, 2, 3), rest_until=NINE + RING)

    assert rung(tired, at=NINE + SECOND) == {}
    assert rung(tired, at=NINE + RING) == {"a": (1, 2)}


def test_strategies_order_technicians():
    assert rung(caller(strategy=Strategy.FIXED), free=[Free(1, NINE, 2), Free(2, NINE, 1)]) == {"a": (2,)}
    assert [rung(caller(strategy=Strategy.ROUND_ROBIN, last=last))["a"] for last in (None, 1, 2, 3)] == [
        (1,),
        (2,),
        (3,),
        (1,),
    ]
    assert rung(caller(strategy=Strategy.ALL)) == {"a": (2, 1, 3)}


def test_the_caller_who_is_worst_against_his_own_target_is_served_first():
    relaxed = caller("long", since=NINE - 60 * SECOND, target=120 * SECOND)
    strict = caller("strict", since=NINE - 15 * SECOND)

    assert rung(relaxed, strict, free=[EWA]) == {"strict": (1,)}


def test_nobody_gets_a_second_phone_while_another_caller_has_none():
    late = caller("late", since=NINE - TARGET)

    assert rung(late, caller("new"), free=[EWA, JAN]) == {"late": (2,), "new": (1,)}
    assert rung(late, free=[EWA, JAN]) == {"late": (2, 1)}


def test_only_who_serves_the_network_is_rung():
    assert rung(caller(crew=[3]), caller("b", crew=[9])) == {"a": (3,)}


PEOPLE = st.lists(st.tuples(st.integers(1, 9), st.integers(0, 600)), max_size=9, unique_by=lambda one: one[0])
CALLERS = st.lists(
    st.builds(
        caller,
        key=st.uuids().map(str),
        crew=st.frozensets(st.integers(1, 9)),
        since=st.integers(0, 100).map(lambda s: NINE - s * SECOND),
        target=st.integers(5, 60).map(lambda s: s * SECOND),
        ring=st.integers(1, 40).map(lambda s: s * SECOND),
        strategy=st.sampled_from(Strategy),
        rung=st.lists(st.integers(1, 9), unique=True, max_size=5).map(tuple),
        rest_until=st.none() | st.integers(-20, 20).map(lambda s: NINE + s * SECOND),
        last=st.none() | st.integers(1, 9),
    ),
    max_size=6,
)


@settings(deadline=None)
@given(CALLERS, PEOPLE)
def test_whatever_waits_and_whoever_is_free(callers, people):
    free = [Free(id, NINE - seconds * SECOND, id) for id, seconds in people]
    ids, by_key = {one.id for one in free}, {one.key: one for one in callers}
    found = turns(callers, free, NINE)
    taken = [person for turn in found for person in turn.people]

    assert len(taken) == len(set(taken)), "nobody is rung for two calls"
    assert turns(callers[::-1], free[::-1], NINE) == found, "the order of rows means nothing"
    for turn in found:
        one = by_key[turn.key]
        left = ids & one.crew - set(taken)
        assert turn.people and set(turn.people) <= ids & one.crew
        assert turn.new_lap == bool(set(turn.people) & set(one.rung))
        assert not turn.new_lap or left <= set(one.rung), "nobody again before all others who are free"
        assert timedelta(0) < turn.ring <= one.ring
        most = breadth(one, NINE)
        assert most is None or len(turn.people) <= most
    for one in callers:
        if one.key not in {turn.key for turn in found}:
            assert not ids & one.crew - set(taken) - set(one.rung), (
                "nobody idle while a caller could have him"
            )
        worse = [other for other in callers if other.urgency(NINE) > one.urgency(NINE)]
        for other in worse:
            if len([t for t in found if t.key == other.key]) == 0:
                mine = next((t.people for t in found if t.key == one.key), ())
                assert not set(mine) & other.crew - set(other.rung), "the worst goes first"


@settings(deadline=None, max_examples=15)
@given(
    st.lists(
        st.tuples(st.integers(0, 60), st.sampled_from([1, 2, 3]), st.booleans()), min_size=1, max_size=12
    ),
    st.sampled_from(Strategy),
)
def test_nobody_starves(arrivals, strategy):
    """Three technicians, three networks; each talks ten seconds or lets it ring; all callers are heard in the end."""
    crews = {1: frozenset({1}), 2: frozenset({1, 2}), 3: frozenset({1, 2, 3})}
    waiting = {
        f"{number}": caller(f"{number}", crew=crews[network], since=NINE + second * SECOND, strategy=strategy)
        for number, (second, network, _) in enumerate(sorted(arrivals))
    }
    deaf = {f"{number}" for number, (_, _, hears) in enumerate(sorted(arrivals)) if not hears}
    busy: dict[int, tuple] = {}  # person -> until, for whom
    since = dict.fromkeys((1, 2, 3), NINE)
    for tick in range(3600):
        at = NINE + tick * SECOND
        for person in [p for p, until in busy.items() if until <= at]:
            del busy[person]
            since[person] = at
        ready = [one for one in waiting.values() if one.since <= at and not ringing(one, at)]
        for turn in turns(ready, [Free(p, since[p]) for p in (1, 2, 3) if p not in busy], at):
            assert not set(turn.people) & set(busy)
            one = waiting[turn.key]
            if turn.key in deaf:
                deaf.discard(turn.key)  # the first ring is not heard, the next one is
                kept = turn.people if turn.new_lap else (*one.rung, *turn.people)
                waiting[turn.key] = caller(
                    turn.key,
                    crew=one.crew,
                    since=one.since,
                    strategy=strategy,
                    rung=kept,
                    rest_until=at + turn.ring,
                )
                busy |= dict.fromkeys(turn.people, at + turn.ring)
            else:
                del waiting[turn.key]
                busy[turn.people[0]] = at + 10 * SECOND
        if not waiting:
            break
    assert not waiting


def ringing(one, at):
    return one.rest_until is not None and at < one.rest_until
