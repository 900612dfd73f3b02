"""What the loop does because time passed, and because somebody came free: pushes to the exchange, ends, sweeps."""

import json
from time import monotonic

import pytest

from amberdesk.customers.refusals import Refused
from amberdesk.outbox.actor import MACHINE
from amberdesk.phone import transport
from amberdesk.phone.actions import serve
from amberdesk.phone.actions.look_after import look_after_hotlines
from amberdesk.phone.actions.reserve import give_back, reserve
from amberdesk.phone.actions.serve import serve_waiting
from amberdesk.phone.actions.wrap_up import end_wrap_up, extend_wrap_up
from amberdesk.phone.happenings import By, What
from amberdesk.phone.models import Call, Exchange, Reservation, Wait
from amberdesk.phone.signing import headers_for, secret_of
from amberdesk.rosters.actions.presence import set_presence
from tests.factories import NINE, make_network
from tests.orders.shop import actor
from tests.phone.hotlines import SECOND, at_the_desk, held, make_exchange, make_line, status_of
from tests.webhooks.receiver import receiving

pytestmark = pytest.mark.django_db


@pytest.fixture
def switch():
    with receiving() as receiver:
        yield receiver


@pytest.fixture
def line(switch):
    url = f"http://127.0.0.1:{switch.port}/push/{{handle}}"
    return make_line(exchange=make_exchange(settings={"push_url": url}))


def waits(line, *calls):
    """Let callers wait, a second apart, for somebody who comes back from his break."""
    ewa = at_the_desk("Ewa", line.network, status="break")
    for number, call in enumerate(calls):
        assert line.ask(call, at=NINE + number * SECOND).do == "wait"
    set_presence(ewa, status="available", by=MACHINE, at=NINE + 5 * SECOND)
    return ewa


def test_who_waits_longest_gets_whoever_comes_free_pushed_to_the_exchange(line, switch):
    ewa = waits(line, "k1", "k2")

    assert serve_waiting(NINE + 5 * SECOND) == 1
    (got,) = switch.got
    told = json.loads(got.body)
    assert got.path == "/push/h-k1" and told["handle"] == "h-k1"
    assert (told["do"], [phone["person"] for phone in told["phones"]]) == ("ring", [ewa.pk])
    assert held(ewa) == "pbx:k1"
    assert serve_waiting(NINE + 6 * SECOND) == 0


def test_the_exchange_can_tell_that_it_is_us(line, switch):
    waits(line, "k1")
    serve_waiting(NINE + 5 * SECOND)

    (got,) = switch.got
    second = int((NINE + 5 * SECOND).timestamp())
    signed = headers_for(line.exchange, second, got.body)
    assert {name: got.headers[name] for name in signed} == signed
    assert got.headers["authorization"] == f"Bearer {secret_of(line.exchange)}"


def test_a_push_that_is_refused_gives_the_technician_to_the_next(line, switch):
    ewa = waits(line, "k1", "k2")
    switch.answers = [409, 200]

    assert serve_waiting(NINE + 5 * SECOND) == 1
    assert [json.loads(got.body)["handle"] for got in switch.got] == ["h-k1", "h-k2"]
    assert held(ewa) == "pbx:k2"
    assert (
        Wait.objects.get(call_key="pbx:k1").handle == "h-k1"
    )  # perhaps the exchange had not heard our answer yet


def test_a_caller_who_leaves_while_he_is_served_holds_nobody_and_spoils_nobodys_turn(
    line, switch, monkeypatch
):
    ewa = waits(line, "k1", "k2")

    def leaves_meanwhile(*chosen, **more):
        found = reserve(*chosen, **more)
        Wait.objects.filter(call_key="pbx:k1").delete()
        return found

    monkeypatch.setattr(serve, "reserve", leaves_meanwhile)
    assert serve_waiting(NINE + 5 * SECOND) == 0 and not switch.got
    assert not Reservation.objects.filter(until__gt=NINE + 5 * SECOND).exists()
    assert serve_waiting(NINE + 6 * SECOND) == 1 and held(ewa) == "pbx:k2"


def test_a_caller_who_leaves_while_his_push_is_refused_spoils_nobodys_turn(line, switch, monkeypatch):
    waits(line, "k1")
    switch.answers = [409]

    def leaves_meanwhile(*call, **more):
        Wait.objects.all().delete()
        give_back(*call, **more)

    monkeypatch.setattr(serve, "give_back", leaves_meanwhile)
    assert serve_waiting(NINE + 5 * SECOND) == 0
    assert not Reservation.objects.filter(until__gt=NINE + 5 * SECOND).exists()


def test_a_call_that_the_exchange_refuses_for_long_is_kept_nobody_for(line, switch):
    ewa = waits(line, "k1")
    switch.answers = [409]

    assert serve_waiting(NINE + 11 * SECOND) == 0
    assert Wait.objects.get().handle == ""
    assert serve_waiting(NINE + 12 * SECOND) == 0 and len(switch.got) == 1
    assert line.ask("k1", at=NINE + 13 * SECOND).do == "ring" and held(ewa) == "pbx:k1"


def test_an_exchange_that_cannot_be_reached_keeps_nobody_and_is_tried_again(line, switch):
    ewa = waits(line, "k1")
    switch.close()

    assert serve_waiting(NINE + 5 * SECOND) == 0
    assert not Reservation.objects.filter(person=ewa, until__gt=NINE + 5 * SECOND).exists()
    wait = Wait.objects.get()
    assert (wait.ringing, wait.handle, wait.rung) == (False, "h-k1", [])


def test_the_worst_of_two_networks_is_served_first(line, switch):
    other = make_line(make_network("BUR"), line.exchange)
    ewa = at_the_desk("Ewa", line.network, other.network, status="break")
    other.ask("k2", at=NINE)
    line.ask("k1", at=NINE + SECOND)
    set_presence(ewa, status="available", by=MACHINE, at=NINE + 5 * SECOND)

    serve_waiting(NINE + 5 * SECOND)
    assert held(ewa) == "pbx:k2"


def test_a_hang_up_serves_the_next_from_where_it_was_told(line, switch, django_capture_on_commit_callbacks):
    line.hotline.wrap_up_seconds = 0
    line.hotline.save()
    ewa = at_the_desk("Ewa", line.network)
    line.answered("k1")
    assert line.ask("k2", at=NINE + 5 * SECOND).do == "wait"
    with django_capture_on_commit_callbacks(execute=True):
        line.tell("k1", What.ENDED, NINE + 9 * SECOND, by=By.CALLER)

    assert [json.loads(got.body)["handle"] for got in switch.got] == ["h-k2"]
    assert held(ewa) == "pbx:k2"


def test_a_wrap_up_ends_by_itself_and_its_time_is_kept(line):
    ewa = at_the_desk("Ewa", line.network)
    line.answered("k1")
    line.tell("k1", What.ENDED, NINE + 60 * SECOND, by=By.AGENT)

    assert look_after_hotlines(NINE + 89 * SECOND) == 0
    assert look_after_hotlines(NINE + 91 * SECOND) == 1
    assert (status_of(ewa), held(ewa), Call.objects.get().wrap_ms) == ("available", None, 30_000)


def test_a_wrap_up_may_be_ended_by_her_at_once_and_prolonged(line):
    ewa = at_the_desk("Ewa", line.network)
    line.answered("k1")
    line.tell("k1", What.ENDED, NINE + 60 * SECOND, by=By.AGENT)

    until = extend_wrap_up(ewa, minutes=2, by=actor(ewa), at=NINE + 70 * SECOND)
    assert until == NINE + 210 * SECOND
    with pytest.raises(Refused, match="wrap_up_too_long"):
        extend_wrap_up(ewa, minutes=30, by=actor(ewa), at=NINE + 70 * SECOND)
    end_wrap_up(ewa, by=actor(ewa), at=NINE + 80 * SECOND)
    assert (status_of(ewa), held(ewa), Call.objects.get().wrap_ms) == ("available", None, 20_000)
    with pytest.raises(Refused, match="no_wrap_up"):
        end_wrap_up(ewa, by=actor(ewa), at=NINE + 81 * SECOND)


def test_another_status_ends_the_wrap_up_too(line):
    ewa = at_the_desk("Ewa", line.network)
    line.answered("k1")
    line.tell("k1", What.ENDED, NINE + 60 * SECOND, by=By.AGENT)
    set_presence(ewa, status="available", by=actor(ewa), at=NINE + 65 * SECOND)

    assert line.ask("k2", at=NINE + 65 * SECOND).do == "ring"
    look_after_hotlines(NINE + 66 * SECOND)
    assert held(ewa) == "pbx:k2"


def test_a_ring_whose_end_was_never_told_ends_by_itself(line):
    ewa = at_the_desk("Ewa", line.network)
    line.rings("k1", ring=line.ask("k1", handle="").data["phones"][0])
    line.tell("k9", What.OFFERED, NINE + 25 * SECOND)

    look_after_hotlines(NINE + 30 * SECOND)
    assert (status_of(ewa), held(ewa)) == ("available", None)


def test_nobody_seems_to_talk_for_whom_there_is_no_call(line):
    ewa = at_the_desk("Ewa", line.network, status="on_call")

    look_after_hotlines(NINE)
    assert status_of(ewa) == "available"


def test_a_caller_of_whom_the_exchange_asks_no_more_waits_no_more(line):
    at_the_desk("Ewa", line.network, status="break")
    line.ask("k1")

    look_after_hotlines(NINE + 119 * SECOND)
    assert Wait.objects.exists()
    look_after_hotlines(NINE + 121 * SECOND)
    assert not Wait.objects.exists()


def test_an_exchange_that_hangs_keeps_no_other_waiting_and_is_asked_once(line, switch, monkeypatch):
    monkeypatch.setattr(transport, "PATIENCE", 0.5)
    with receiving() as hanging:
        hanging.go_on.clear()
        url = f"http://127.0.0.1:{hanging.port}/{{handle}}"
        hangs = Exchange.objects.create(
            name="B", code="b", kind="api", key_id="a", settings={"push_url": url}
        )
        other = make_line(make_network("BUR"), hangs)
        freed = [at_the_desk(name, other.network, status="break") for name in ("Jan", "Ola", "Iza")]
        for call in ("b1", "b2", "b3"):
            assert other.ask(call, at=NINE).do == "wait"
        ewa = waits(line, "k1")
        for person in freed:
            set_presence(person, status="available", by=MACHINE, at=NINE + 5 * SECOND)
        before = monotonic()

        assert serve_waiting(NINE + 5 * SECOND) == 1
        assert monotonic() - before < 3 and len(hanging.got) == 1
    assert held(ewa) == "pbx:k1"
    assert not Reservation.objects.filter(person__in=freed, until__gt=NINE + 5 * SECOND).exists()
