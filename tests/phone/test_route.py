"""An exchange asks, the loop answers: who rings, who waits and hears what, who is told why not."""

from datetime import timedelta

import pytest

from amberdesk.customers.actions.agreements import new_version
from amberdesk.customers.hours import Cover
from amberdesk.customers.models import Agreement
from amberdesk.outbox.actor import MACHINE
from amberdesk.phone.actions.reserve import reserve
from amberdesk.phone.actions.route import NoSuchHotline, Question, route
from amberdesk.phone.happenings import By, Outcome, Result, What
from amberdesk.phone.models import Call, Phone, Reservation, Wait
from amberdesk.rosters.actions.presence import set_presence
from tests.factories import NINE, make_network, warsaw
from tests.phone.hotlines import SECOND, at_the_desk, held, make_line, status_of

pytestmark = pytest.mark.django_db
MINUTE = 60 * SECOND


@pytest.fixture
def line():
    return make_line()


def agree(network, **terms):
    """Let the network's agreement say something else from the first of March on."""
    agreement = Agreement.objects.get(network=network)
    new_version(agreement, valid_from=NINE.date().replace(day=1), by=MACHINE, at=NINE, **terms)
    network.refresh_from_db()


def names(answer):
    return [phone["person"] for phone in answer.data["phones"]]


def test_the_first_question_rings_who_was_idle_longest_at_his_number(line):
    at_the_desk("Ewa", line.network)
    jan = at_the_desk("Jan", line.network, since=NINE - MINUTE)

    answer = line.ask()
    assert answer.data["ring_ms"] == 12_000
    assert [(p["agent"], p["address"]) for p in answer.data["phones"]] == [(f"p{jan.pk}", "+48500100200")]
    assert held(jan) == "pbx:k1"


def test_an_exchange_that_knows_the_technician_is_asked_for_his_phone_there(line):
    ewa = at_the_desk("Ewa", line.network)
    Phone.objects.create(exchange=line.exchange, agent="t1", person=ewa, address="sip:t1@10.0.0.5")

    assert line.ask().data["phones"][0] | {"ring": ""} == {
        "agent": "t1",
        "address": "sip:t1@10.0.0.5",
        "ring": "",
        "person": ewa.pk,
    }


def test_the_same_question_gets_the_same_answer_and_another_one_the_next_phone(line):
    ewa, jan = at_the_desk("Ewa", line.network), at_the_desk("Jan", line.network, since=NINE)

    first = line.ask(id="k1.1")
    assert line.ask(id="k1.1", at=NINE + SECOND).data == first.data
    assert names(first) == [ewa.pk]
    assert names(line.ask(id="k1.2", at=NINE + 12 * SECOND)) == [jan.pk]


def test_who_hangs_up_while_his_question_is_answered_holds_nobody(line, monkeypatch):
    ewa = at_the_desk("Ewa", line.network, status="break")
    at_the_desk("Jan", line.network, level="L2")
    assert line.ask(id="k1.1").do == "wait"
    set_presence(ewa, status="available", by=MACHINE, at=NINE)

    def he_hangs_up(*about, **more):
        chosen = reserve(*about, **more)
        Wait.objects.all().delete()
        return chosen

    monkeypatch.setattr("amberdesk.phone.actions.route.reserve", he_hangs_up)
    line.ask(id="k1.2", at=NINE + 5 * SECOND)
    assert Reservation.objects.get(person=ewa).until <= NINE + 5 * SECOND and not Wait.objects.exists()


def test_who_is_rung_for_one_network_is_not_rung_for_another(line):
    other = make_line(make_network("BUR"), line.exchange)
    at_the_desk("Ewa", line.network, other.network)

    assert line.ask("k1").do == "ring"
    assert other.ask("k2").do == "wait"
    assert Reservation.objects.get().call_key == "pbx:k1"


def test_who_talks_writes_up_is_away_or_off_shift_is_not_rung(line):
    for name, status in (("Ala", "on_call"), ("Ela", "wrap_up"), ("Iga", "break")):
        at_the_desk(name, line.network, status=status)
    Reservation.objects.create(
        person=at_the_desk("Ola", line.network),
        call_key="pbx:other",
        since=NINE,
        until=NINE + MINUTE,
        talking=True,
    )
    assert line.ask().do == "wait"


def test_a_reservation_that_nobody_told_the_end_of_holds_nobody_longer(line):
    ewa = at_the_desk("Ewa", line.network)
    line.rings("k1")
    line.tell("k9", What.OFFERED, NINE + 20 * SECOND)

    assert line.ask("k2", at=NINE + 20 * SECOND).do == "wait"
    assert names(line.ask("k2", at=NINE + 23 * SECOND)) == [ewa.pk]


def test_outside_the_agreements_hours_the_caller_hears_it_and_when_we_open(line):
    at_the_desk("Ewa", line.network)
    answer = line.ask(at=warsaw("2026-03-02 18:00"))

    assert answer.data == {"do": "refuse", "reason": "closed"}
    assert answer.duty.opens_at == warsaw("2026-03-03 08:00")
    assert not Wait.objects.exists()


def test_a_hotline_may_send_its_callers_elsewhere_then(line):
    line.hotline.elsewhere = "+48585550000"
    line.hotline.save()

    assert line.ask(at=warsaw("2026-03-02 18:00")).data == {"do": "redirect", "to": "+48585550000"}


def test_nobody_at_work_is_said_at_once(line):
    at_the_desk("Ewa", line.network, status="away")

    assert line.ask().data == {"do": "refuse", "reason": "nobody"}


def test_after_hours_l2_is_rung_where_the_agreement_gives_it_the_duty(line):
    at_the_desk("Ewa", line.network)
    tomasz = at_the_desk("Tomasz", line.network, level="L2")
    week = tuple(range(5))
    agree(
        line.network,
        coverage=[
            Cover("any", "L1", week, 6 * 60, 8 * 60, False),
            Cover("any", "L2", week, 8 * 60, 20 * 60, False),
        ],
    )

    assert names(line.ask()) == [tomasz.pk]
    assert Wait.objects.get().duty == "L2"


def test_l2_joins_when_more_wait_than_agreed(line):
    at_the_desk("Ewa", line.network, status="on_call")
    tomasz = at_the_desk("Tomasz", line.network, level="L2")
    agree(line.network, overflow_waiting=1)

    assert line.ask("k1").do == "wait"
    assert line.ask("k2").do == "wait"  # the first one has waited longer, and is rung by a push
    assert names(line.ask("k1", at=NINE + SECOND)) == [tomasz.pk]


def test_l2_joins_when_somebody_waits_too_long(line):
    at_the_desk("Ewa", line.network, status="on_call")
    tomasz = at_the_desk("Tomasz", line.network, level="L2")
    agree(line.network, overflow_minutes=2)

    assert line.ask().do == "wait"
    assert names(line.ask(at=NINE + 2 * MINUTE + SECOND)) == [tomasz.pk]


def test_the_agreements_target_bounds_the_plan(line):
    people = [at_the_desk(name, line.network) for name in ("Ewa", "Jan", "Ola", "Iza")]
    agree(line.network, answer_within_seconds=15)

    assert [len(line.ask(at=NINE + after * SECOND).data["phones"]) for after in (0, 12, 15)] == [1, 2, 4]
    assert {held(person) for person in people} == {"pbx:k1"}


def test_a_full_queue_says_so_and_who_waits_already_keeps_his_place(line):
    at_the_desk("Ewa", line.network, status="on_call")
    line.hotline.places = 1
    line.hotline.save()

    assert line.ask("k1").do == "wait"
    assert line.ask("k2").data["reason"] == "full"
    assert line.ask("k1", at=NINE + SECOND).data["position"] == 1


def test_nobody_waits_longer_than_the_hotlines_patience(line):
    at_the_desk("Ewa", line.network, status="on_call")
    line.exchange.settings = {"push_url": "http://127.0.0.1:9/"}
    line.exchange.save()

    assert line.ask().data["ask_again_ms"] == 60_000
    assert line.ask(at=NINE + 590 * SECOND).data["ask_again_ms"] == 10_000
    assert line.ask(at=NINE + 600 * SECOND).data["reason"] == "timeout"


def test_an_exchange_that_takes_no_push_asks_again_soon(line):
    at_the_desk("Ewa", line.network, status="on_call")

    assert line.ask(handle="").data["ask_again_ms"] == 3000


def test_the_expected_wait_is_of_the_last_calls_and_never_rises(line):
    at_the_desk("Ewa", line.network, status="on_call")
    assert line.ask("k1").data["minutes"] is None

    for number in range(3):
        Call.objects.create(
            key=f"pbx:old{number}",
            exchange=line.exchange,
            network=line.network,
            offered_at=NINE - timedelta(hours=1),
            outcome="answered",
            talk_ms=150_000,
            wrap_ms=30_000,
        )
    assert [line.ask(key).data["minutes"] for key in ("k1", "k2")] == [3, 6]
    Wait.objects.filter(call_key="pbx:k1").delete()
    assert line.ask("k2", at=NINE + SECOND).data["minutes"] == 3
    assert line.ask("k1", at=NINE + 2 * SECOND).data["position"] == 2


def test_a_number_that_no_hotline_has_is_left_to_the_exchange(line):
    with pytest.raises(NoSuchHotline):
        route(line.exchange, Question(call_key="pbx:k1", number="+48999"), at=NINE)
    line.hotline.active = False
    line.hotline.save()
    with pytest.raises(NoSuchHotline):
        line.ask()


def test_how_it_stood_when_the_call_came_is_kept_with_it(line):
    at_the_desk("Ewa", line.network)
    line.ask("k1")
    line.ask("k2")
    for key in ("k1", "k2"):
        line.tell(key, What.OFFERED)

    kept = dict(Call.objects.values_list("key", "found_free"))
    assert kept == {"pbx:k1": True, "pbx:k2": False}
    assert set(Call.objects.values_list("duty", flat=True)) == {"L1"}


def test_of_a_call_that_is_told_late_nobody_knows_who_was_free(line):
    at_the_desk("Ewa", line.network)
    now = line.tell("k1", What.OFFERED, NINE)
    late = line.tell("k2", What.OFFERED, NINE, told_at=NINE + 3 * MINUTE)
    night = line.tell("k3", What.OFFERED, NINE - timedelta(hours=3), told_at=NINE)

    assert (now.duty, now.found_free) == ("L1", True)
    assert (late.duty, late.found_free) == ("L1", None)
    assert (night.duty, night.found_free) == ("", None)  # nobody has the duty then: nobody had to be free


def test_a_call_that_is_over_is_sought_nobody_for(line):
    ewa = at_the_desk("Ewa", line.network)
    line.rings("k1")
    call = line.tell("k1", What.ABANDONED, NINE + 5 * SECOND)

    assert call.outcome == Outcome.ABANDONED
    assert not Wait.objects.exists() and held(ewa) is None
    assert status_of(ewa) == "available"


def test_a_talk_engages_its_technician_until_the_wrap_up_ends(line):
    ewa = at_the_desk("Ewa", line.network)
    phone = line.rings("k1")
    assert status_of(ewa) == "ringing"
    line.tell("k1", What.ANSWERED, NINE + 3 * SECOND, agent=phone["agent"], ring=phone["ring"])
    assert (status_of(ewa), held(ewa)) == ("on_call", "pbx:k1")
    line.tell("k1", What.ENDED, NINE + 60 * SECOND, by=By.CALLER)

    row = Reservation.objects.get(person=ewa)
    assert (status_of(ewa), row.wrap_up, row.until) == ("wrap_up", True, NINE + 90 * SECOND)
    assert line.ask("k2", at=NINE + 80 * SECOND).do == "wait"
    assert line.ask("k2", at=NINE + 90 * SECOND).do == "ring"


@pytest.mark.parametrize("result", [Result.NO_ANSWER, Result.BUSY, Result.DECLINED, Result.UNREACHABLE])
def test_a_ring_that_came_to_nothing_sets_its_technician_free(line, result):
    ewa = at_the_desk("Ewa", line.network)
    phone = line.rings("k1")
    line.tell("k1", What.TRIED, NINE + 12 * SECOND, agent=phone["agent"], ring=phone["ring"], result=result)

    assert (status_of(ewa), held(ewa)) == ("available", None)


def test_the_end_of_an_earlier_ring_told_late_does_not_free_him_of_the_new_one(line):
    ewa = at_the_desk("Ewa", line.network)
    first = line.rings("k1")
    line.ask("k1", at=NINE + 12 * SECOND)  # the second lap: she alone is here
    line.tell(
        "k1",
        What.TRIED,
        NINE + 12 * SECOND,
        agent=first["agent"],
        ring=first["ring"],
        result=Result.NO_ANSWER,
    )

    assert held(ewa) == "pbx:k1"
    assert line.ask("k2", at=NINE + 13 * SECOND).do == "wait"


def test_who_answers_a_call_frees_those_who_rang_beside_him(line):
    ewa, jan = at_the_desk("Ewa", line.network), at_the_desk("Jan", line.network)
    line.hotline.strategy = "all"
    line.hotline.save()
    phones = line.ask("k1").data["phones"]
    for phone in phones:
        line.rings("k1", ring=phone)
    mine = phones[0]
    line.tell("k1", What.ANSWERED, NINE + 3 * SECOND, agent=mine["agent"], ring=mine["ring"])

    assert {status_of(ewa), status_of(jan)} == {"on_call", "available"}
    assert Reservation.objects.get().talking


def test_three_misses_in_a_row_are_away_and_she_knows_why(line):
    ewa = at_the_desk("Ewa", line.network)
    for number in range(3):
        at = NINE + number * 60 * SECOND
        phone = line.rings(f"k{number}", at)
        over = at + 12 * SECOND
        line.tell(
            f"k{number}", What.TRIED, over, agent=phone["agent"], ring=phone["ring"], result=Result.NO_ANSWER
        )
        line.tell(f"k{number}", What.ABANDONED, over)
        assert status_of(ewa) == ("away" if number == 2 else "available")
    ewa.presence.refresh_from_db()
    assert ewa.presence.why == "missed"
    assert line.ask("k9", at=NINE + 5 * MINUTE).data["reason"] == "nobody"


def test_after_she_came_back_it_takes_three_again(line):
    ewa = at_the_desk("Ewa", line.network)

    def miss(number):
        at = NINE + number * 60 * SECOND
        phone = line.rings(f"k{number}", at)
        over = at + 12 * SECOND
        line.tell(
            f"k{number}", What.TRIED, over, agent=phone["agent"], ring=phone["ring"], result=Result.NO_ANSWER
        )
        line.tell(f"k{number}", What.ABANDONED, over)

    for number in range(3):
        miss(number)
    set_presence(ewa, status="available", by=MACHINE, at=NINE + 170 * SECOND)
    miss(3)
    assert status_of(ewa) == "available"


def test_what_she_has_chosen_during_the_talk_stays(line):
    ewa = at_the_desk("Ewa", line.network)
    line.answered("k1")
    set_presence(ewa, status="break", by=MACHINE, at=NINE + 10 * SECOND)
    line.tell("k1", What.ENDED, NINE + 60 * SECOND, by=By.CALLER)

    assert status_of(ewa) == "break"
    assert line.ask("k2", at=NINE + 100 * SECOND).do == "wait"


def test_what_is_told_an_hour_late_engages_nobody(line):
    ewa = at_the_desk("Ewa", line.network)
    early = NINE - timedelta(hours=1)
    line.tell("k1", What.ENDED, early + 2 * SECOND, told_at=NINE)
    line.tell("k1", What.ANSWERED, early + SECOND, told_at=NINE, agent=f"p{ewa.pk}")
    line.tell("k1", What.OFFERED, early, told_at=NINE)

    assert Call.objects.get().answered_by == ewa
    assert (status_of(ewa), held(ewa)) == ("available", None)
