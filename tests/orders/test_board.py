"""The board: which card stands where, what it shows, what is suggested, and who may do what on it."""

from datetime import datetime, timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from amberdesk.customers.codes import Degree, Level, Priority, WaitReason
from amberdesk.customers.models import Network
from amberdesk.orders.actions import assign, resolve, set_priority, wait
from amberdesk.orders.board import Board, Shown, board, some_cards
from amberdesk.orders.crew_queries import availability, crew
from amberdesk.people.models import Person
from amberdesk.rosters.actions.presence import set_presence
from amberdesk.rosters.queries import standing_of
from amberdesk.rosters.standing import Standing
from tests.factories import NINE, make_person, make_shift, make_site, make_technician
from tests.orders.shop import DAY, HOUR, MINUTE, Desk, actor, make_desk


def standing(person: Person) -> Standing:
    found = standing_of(person.pk)
    assert found
    return found


def seen(desk: Desk, person: Person | None = None, at: datetime = NINE) -> Board:
    return board(standing(person or desk.anna), [desk.network], at)


def numbers(column: object) -> list[str]:
    return [s.card.number for s in column]  # type: ignore[attr-defined]


def only(desk: Desk, column: str = "check", at: datetime = NINE) -> Shown:
    (shown,) = seen(desk, at=at).columns[column]
    return shown


def test_each_column_holds_its_orders_the_nearest_due_first(desk: Desk) -> None:
    calm = desk.report(at=NINE, impact=Degree.LOW)
    urgent = desk.report(at=NINE + HOUR, impact=Degree.HIGH)
    taken = desk.in_progress(at=NINE)

    columns = seen(desk, at=NINE + HOUR).columns

    assert numbers(columns["check"]) == [urgent.number, calm.number]
    assert numbers(columns["L1"]) == [taken.number]
    assert columns["L2"] == columns["L3"] == columns["wait"] == []


def test_orders_without_technician_stand_before_all_others_of_their_level(desk: Desk) -> None:
    taken = desk.assigned(technician=desk.ewa, at=NINE)
    free = desk.assigned(at=NINE + HOUR)

    assert numbers(seen(desk, at=NINE + HOUR).columns["L1"]) == [free.number, taken.number]


def test_a_waiting_order_leaves_its_level_and_says_why(desk: Desk) -> None:
    until = NINE + DAY
    wait(desk.in_progress(), reason=WaitReason.APPOINTMENT, until=until, by=actor(desk.ewa), at=NINE)

    shown = only(desk, "wait")

    assert (shown.card.wait_reason, shown.card.wait_until) == ("appointment", until)
    assert shown.bar and shown.bar.state == "paused"


def test_an_ended_order_is_on_no_board(desk: Desk) -> None:
    order = desk.in_progress()
    resolve(order, text="Gotowe", code="restart", minutes=5, by=actor(desk.ewa), at=NINE)

    assert not any(seen(desk).columns.values())
    assert some_cards(standing(desk.anna), [desk.network], [order.pk], {}, NINE) == []


def test_a_card_of_another_network_is_never_shown(desk: Desk) -> None:
    other = make_desk("BUR")
    theirs = other.report()

    assert not any(seen(desk).columns.values())
    assert some_cards(standing(desk.anna), [desk.network], [theirs.pk], {}, NINE) == []


def test_twenty_cards_of_a_column_are_shown_and_all_are_counted(desk: Desk) -> None:
    for _ in range(22):
        desk.report()

    found = seen(desk)

    assert len(found.columns["check"]) == 20
    assert found.count("check") == 22


def test_several_networks_share_each_column_by_time_left(desk: Desk) -> None:
    other = make_desk("BUR", template="24/7")
    late, soon = desk.report(), other.report()
    both = Standing(desk.anna.pk, "coordinator", supervises=frozenset({desk.network.pk, other.network.pk}))
    networks = list(Network.objects.order_by("pk"))

    cards = board(both, networks, NINE).columns["check"]

    assert numbers(cards) == [soon.number, late.number]


def test_the_clock_bar_counts_working_time_until_due(desk: Desk) -> None:
    desk.report(at=NINE, impact=Degree.HIGH)  # P1 by the matrix: one hour to respond from 9:00

    bar = only(desk, at=NINE + 15 * MINUTE).bar

    assert bar and (bar.target, bar.state) == ("response", "running")
    assert bar.left + 15 * MINUTE == bar.limit
    assert bar.share == 100 * (15 * MINUTE / bar.limit)


def test_over_night_the_bar_stands_still_and_past_due_it_is_negative(desk: Desk) -> None:
    desk.report(at=NINE + 6 * HOUR + 50 * MINUTE, impact=Degree.LOW)
    evening, morning = only(desk, at=NINE + 8 * HOUR).bar, only(desk, at=NINE + 22 * HOUR).bar
    late = only(desk, at=NINE + 10 * DAY).bar

    assert evening and morning and evening.left == morning.left
    assert late and late.left < timedelta() and late.share > 100


def test_the_level_is_suggested_by_category_and_the_technician_with_the_least_to_do(desk: Desk) -> None:
    zofia = make_technician("L1", desk.network, name="Zofia Bąk")
    for person in (desk.ewa, zofia):
        make_shift(person, "L1")
    desk.assigned(technician=desk.ewa)
    desk.report()

    suggestion = only(desk).suggestion

    assert suggestion and (suggestion.level, suggestion.level_reason) == ("L1", "category")
    assert (suggestion.person_id, suggestion.person_reason, suggestion.load) == (zofia.pk, "least_load", 0)


def test_who_is_on_shift_is_suggested_before_who_is_free(desk: Desk) -> None:
    make_technician("L1", desk.network, name="Zofia Bąk")
    make_shift(desk.ewa, "L1")
    desk.assigned(technician=desk.ewa)
    desk.report()

    suggestion = only(desk).suggestion

    assert suggestion and suggestion.person_id == desk.ewa.pk


def test_after_hours_the_level_on_duty_is_suggested_for_l1(db: None) -> None:
    desk = make_desk(template="24/7")
    desk.report(at=NINE + 12 * HOUR)

    suggestion = only(desk, at=NINE + 12 * HOUR).suggestion

    assert suggestion and (suggestion.level, suggestion.level_reason) == ("L1", "duty")
    assert suggestion.person_id == desk.tomasz.pk


def test_an_order_without_technician_gets_a_suggestion_at_its_own_level(desk: Desk) -> None:
    desk.assigned(level=Level.L3)

    suggestion = only(desk, "L3").suggestion

    assert suggestion and (suggestion.level, suggestion.person_id) == ("L3", desk.olga.pk)


def test_the_coordinator_may_steer_every_card_and_l2_only_up_to_his_level(desk: Desk) -> None:
    desk.report()
    desk.assigned(level=Level.L3)
    for_anna, for_tomasz, for_ewa = (seen(desk, p).columns for p in (desk.anna, desk.tomasz, desk.ewa))

    assert for_anna["check"][0].acts == ("verify", "assign", "set_priority")
    assert for_anna["L3"][0].levels == ("L1", "L2", "L3")
    assert for_tomasz["check"][0].levels == ("L1", "L2")
    assert for_tomasz["L3"][0].acts == ()
    assert for_ewa["check"][0].acts == ()


def test_a_manager_sees_the_board_without_acts_or_suggestions(desk: Desk) -> None:
    desk.report()
    manager = make_person("manager", supervises=[desk.network])

    (shown,) = seen(desk, manager).columns["check"]

    assert (shown.acts, shown.suggestion) == ((), None)


def test_a_card_of_an_unchanged_order_stays_equal(desk: Desk) -> None:
    order = desk.assigned()
    before, again = only(desk, "L1").card, only(desk, "L1", at=NINE + HOUR).card
    set_priority(order, priority=Priority.P4, reason="klient prosi", by=actor(desk.anna), at=NINE)

    assert before == again != only(desk, "L1").card


def test_availability_counts_each_person_on_shift_once(desk: Desk) -> None:
    make_site(desk.network, "042")
    zofia = make_technician("L1", desk.network, name="Zofia Bąk")
    make_technician("L1", desk.network, name="Adam Wolny")
    for person in (desk.ewa, zofia):
        make_shift(person, "L1")
    set_presence(zofia, status="available", by=actor(zofia), at=NINE)

    assert availability(crew([desk.network.pk], NINE), "L1") == (1, 2)
    assert availability(crew([desk.network.pk], NINE + DAY), "L1") == (0, 0)


def test_the_board_takes_the_same_few_statements_however_many_orders_it_shows(desk: Desk) -> None:
    someone = standing(desk.anna)
    desk.report()
    board(someone, [desk.network], NINE)  # the promises are kept in memory from here on
    with CaptureQueriesContext(connection) as few:
        board(someone, [desk.network], NINE)
    for _ in range(10):
        desk.report()
        assign(desk.report(), level=Level.L2, by=actor(desk.anna), at=NINE)
    with CaptureQueriesContext(connection) as many:
        board(someone, [desk.network], NINE)

    assert len(few) == len(many) == 3
