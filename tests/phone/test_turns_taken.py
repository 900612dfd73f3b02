"""Nobody is rung twice at once, and nobody waits who is gone: also when words come late, twice, or not at all."""

import json

import pytest
from django.utils.timezone import now

from amberdesk.outbox.actor import MACHINE
from amberdesk.phone.actions.look_after import look_after_hotlines
from amberdesk.phone.actions.serve import serve_waiting
from amberdesk.phone.actions.take_in import take_in
from amberdesk.phone.actions.wrap_up import choose_status
from amberdesk.phone.caller_words import said
from amberdesk.phone.endings import Cause
from amberdesk.phone.happenings import By, What
from amberdesk.phone.models import Call, CallBack, Exchange, Hotline, Reservation, Settled, Wait
from amberdesk.rosters.actions.presence import set_presence
from amberdesk.rosters.models import Presence
from tests.at_once import while_open
from tests.factories import NINE, make_network
from tests.orders.shop import actor
from tests.phone.hotlines import SECOND, Line, at_the_desk, held, make_exchange, make_line, status_of
from tests.webhooks.receiver import receiving

pytestmark = pytest.mark.django_db
MINUTE = 60 * SECOND


@pytest.fixture
def line():
    return make_line()


@pytest.fixture
def pushed():
    """Return a line whose exchange takes pushes, and what was pushed."""
    with receiving() as switch:
        url = f"http://127.0.0.1:{switch.port}/push/{{handle}}"
        yield make_line(exchange=make_exchange(settings={"push_url": url})), switch


# --- the desk was away ---


def test_a_ring_of_whose_time_nothing_was_told_yet_may_be_a_talk_by_now(line: Line) -> None:
    """The desk was killed while it rang: before the exchange has told what happened, nobody is rung a second time."""
    ewa = at_the_desk("Ewa", line.network)
    phone = line.rings("k1")
    back = NINE + 40 * SECOND
    assert line.ask("k2", at=back).do == "wait"
    look_after_hotlines(back)
    assert held(ewa) == "pbx:k1"

    line.tell(
        "k9", What.OFFERED, NINE + 2 * SECOND, told_at=back
    )  # what it kept comes in order, in several parts
    assert line.ask("k2", at=back).do == "wait"
    line.tell("k1", What.ANSWERED, NINE + 3 * SECOND, told_at=back, agent=phone["agent"], ring=phone["ring"])

    assert (status_of(ewa), Reservation.objects.get().talking) == ("on_call", True)
    assert line.ask("k2", at=back + SECOND).do == "wait"


def test_once_the_exchange_has_told_of_later_things_a_ring_without_an_end_is_over(line: Line) -> None:
    at_the_desk("Ewa", line.network)
    line.rings("k1")
    line.tell("k9", What.OFFERED, NINE + 20 * SECOND)

    assert line.ask("k2", at=NINE + 23 * SECOND).do == "ring"


def test_an_exchange_that_stays_dumb_holds_nobody_for_ever(line: Line) -> None:
    ewa = at_the_desk("Ewa", line.network)
    line.rings("k1")

    look_after_hotlines(NINE + 6 * MINUTE)
    assert (status_of(ewa), held(ewa)) == ("available", None)


def test_a_push_that_was_never_sent_is_made_again(pushed) -> None:
    """The desk was killed between the reservation and the sending: the caller does not wait until he is asked for."""
    line, switch = pushed
    ewa = at_the_desk("Ewa", line.network, status="break")
    line.ask("k1")
    set_presence(ewa, status="available", by=MACHINE, at=NINE + SECOND)
    serve_waiting(NINE + SECOND)
    switch.got.clear()

    look_after_hotlines(NINE + 14 * SECOND)
    assert not switch.got
    jan = at_the_desk("Jan", line.network)
    look_after_hotlines(NINE + 19 * SECOND)
    (got,) = switch.got
    assert [phone["person"] for phone in json.loads(got.body)["phones"]] == [jan.pk]


def test_a_second_push_that_is_refused_frees_nobody_who_rang_first(pushed) -> None:
    """The exchange refuses it because the call is answered, by the first: his word is still on the way."""
    line, switch = pushed
    ewa = at_the_desk("Ewa", line.network)
    line.rings("k1")
    jan = at_the_desk("Jan", line.network)
    switch.answers = [409]
    look_after_hotlines(NINE + 18 * SECOND)

    assert len(switch.got) == 1 and held(ewa) == "pbx:k1"
    assert line.ask("k2", at=NINE + 25 * SECOND).data["phones"][0]["person"] == jan.pk
    assert line.ask("k3", at=NINE + 26 * SECOND).do == "wait"


# --- who is gone ---


def test_who_is_gone_neither_waits_nor_counts_nor_holds_a_place(line: Line) -> None:
    at_the_desk("Ewa", line.network, status="on_call")
    line.hotline.places = 1
    line.hotline.save()
    assert line.ask("k1").do == "wait"
    line.tell("k1", What.ABANDONED, NINE + SECOND)
    Wait.objects.create(
        call_key="pbx:k1", hotline=line.hotline, since=NINE, asked_at=NINE
    )  # a question overtaken

    assert line.ask("k2", at=NINE + 2 * SECOND).data["position"] == 1
    assert line.ask("k1", at=NINE + 3 * SECOND).data == {"do": "refuse", "reason": "nobody"}
    look_after_hotlines(NINE + 3 * SECOND)
    assert [wait.call_key for wait in Wait.objects.all()] == ["pbx:k2"]


def test_a_question_that_comes_after_the_end_takes_nobody(line: Line) -> None:
    ewa = at_the_desk("Ewa", line.network)
    line.hotline.elsewhere = "+48585550000"
    line.hotline.save()
    line.tell("k1", What.OFFERED)
    line.tell("k1", What.ABANDONED, NINE + SECOND)

    assert line.ask("k1", at=NINE + 2 * SECOND).data == {"do": "refuse", "reason": "nobody"}
    assert held(ewa) is None and not Wait.objects.exists()


def test_of_whom_the_exchange_asks_no_more_is_not_ahead_of_anybody(line: Line) -> None:
    at_the_desk("Ewa", line.network, status="on_call")
    line.ask("k1", handle="")

    assert line.ask("k2", at=NINE + 5 * SECOND).data["position"] == 2
    assert line.ask("k2", at=NINE + 10 * SECOND).data["position"] == 1
    assert line.ask("k1", at=NINE + 11 * SECOND).data["position"] == 1  # he was there all the same


def test_a_handle_means_nothing_at_an_exchange_that_takes_no_push(line: Line) -> None:
    at_the_desk("Ewa", line.network, status="on_call")

    assert line.ask("k1", handle="5671").data["ask_again_ms"] == 3000


# --- questions and numbers ---


def test_an_older_question_sent_again_takes_nobody_else(line: Line) -> None:
    people = [at_the_desk(name, line.network) for name in ("Ewa", "Jan")]
    line.ask("k1", id="q1")
    second = line.ask("k1", at=NINE + 12 * SECOND, id="q2")

    assert line.ask("k1", at=NINE + 13 * SECOND, id="q1").data == second.data
    assert sorted(filter(None, (held(person) for person in people))) == ["pbx:k1", "pbx:k1"]
    assert Reservation.objects.filter(until__gt=NINE + 13 * SECOND).count() == 1


def test_a_question_sent_again_while_the_caller_talks_takes_nobody(line: Line) -> None:
    at_the_desk("Ewa", line.network)
    asked = line.ask("k1", id="q1").data
    phone = line.rings("k1", ring=asked["phones"][0])
    line.tell("k1", What.ANSWERED, NINE + 3 * SECOND, agent=phone["agent"], ring=phone["ring"])
    jan = at_the_desk("Jan", line.network)

    assert line.ask("k1", NINE + 9 * SECOND, id="q1").data == asked
    assert (held(jan), Wait.objects.count()) == (None, 0)
    look_after_hotlines(NINE + 600 * SECOND)
    assert line.ask("k1", NINE + 600 * SECOND, id="q1").data == asked
    line.tell("k1", What.ENDED, NINE + 700 * SECOND)
    look_after_hotlines(NINE + 800 * SECOND)
    assert not Settled.objects.exists()


def test_a_question_sent_again_after_a_refusal_is_refused_again_and_a_new_one_is_answered(line: Line) -> None:
    assert line.ask("k1", id="q1").do == "refuse"
    at_the_desk("Ewa", line.network)

    assert line.ask("k1", NINE + SECOND, id="q1").do == "refuse"
    assert not Reservation.objects.exists()
    assert line.ask("k1", NINE + 2 * SECOND, id="q2").do == "ring"
    assert line.ask("k1", NINE + 3 * SECOND, id="q1").do == "ring"
    assert Reservation.objects.count() == 1


def test_the_hotline_of_another_exchange_is_not_found_here(line: Line) -> None:
    other = make_exchange(name="Druga", code="two")
    at_the_desk("Ewa", line.network)
    here, stranger = Line(line.network, line.exchange, line.hotline), Line(line.network, other, line.hotline)

    assert here.ask("k1").do == "ring"
    with pytest.raises(LookupError):
        stranger.ask("k2")
    assert stranger.tell("k2", What.OFFERED).hotline is None
    Hotline.objects.update(exchange=None)
    assert stranger.tell("k3", What.OFFERED).hotline == line.hotline


def test_a_call_is_the_hotline_s_that_was_told_first_and_stays_so(line: Line) -> None:
    second = make_line(make_network("BUR"), line.exchange)

    call = line.tell("k1", What.OFFERED)
    assert second.tell("k1", What.QUEUED, NINE + SECOND).hotline == line.hotline
    Hotline.objects.filter(pk=line.hotline.pk).update(number="+48580000001")
    Exchange.objects.create(name="Inna", code="inna", kind="api", key_id="a")
    Hotline.objects.filter(pk=second.hotline.pk).update(exchange=Exchange.objects.get(code="inna"))
    line.tell("k1", What.ENDED, NINE + MINUTE)
    assert Call.objects.get(pk=call.pk).hotline_id == line.hotline.pk


def test_the_first_number_that_is_a_hotline_counts_not_the_first_number() -> None:
    line = make_line()
    line.hotline.number, dialled = "+48999888777", line.hotline.number
    call = line.tell("k1", What.OFFERED)
    assert call.hotline is None
    line.hotline.number = dialled

    call = line.tell("k1", What.QUEUED, NINE + SECOND)
    assert (call.hotline, call.number) == (line.hotline, "+48999888777")


@pytest.mark.parametrize(
    ("kind", "known"), [("api", True), ("asterisk", False), ("cti", False), ("report", False)]
)
def test_our_own_names_for_technicians_count_only_where_we_say_whom_to_ring(kind: str, known: bool) -> None:
    line = make_line(exchange=make_exchange(kind=kind))
    ewa = at_the_desk("Ewa", line.network)
    line.tell("k1", What.OFFERED)
    call = line.tell("k1", What.ANSWERED, NINE + SECOND, agent=f"p{ewa.pk}")

    assert (call.answered_by == ewa, status_of(ewa) == "on_call") == (known, known)


# --- what technicians choose ---


def test_whoever_talks_is_not_free_by_saying_so(line: Line) -> None:
    ewa = at_the_desk("Ewa", line.network)
    line.answered("k1")

    choose_status(ewa, status="available", by=actor(ewa), at=NINE + 5 * SECOND)
    assert (status_of(ewa), Reservation.objects.get().talking) == ("on_call", True)
    choose_status(ewa, status="break", by=actor(ewa), at=NINE + 6 * SECOND)
    choose_status(ewa, status="available", by=actor(ewa), at=NINE + 7 * SECOND)
    assert status_of(ewa) == "on_call"
    line.tell("k1", What.ENDED, NINE + MINUTE, by=By.CALLER)
    assert status_of(ewa) == "wrap_up"


def test_whoever_is_rung_is_not_free_by_saying_so(line: Line) -> None:
    ewa = at_the_desk("Ewa", line.network)
    line.rings("k1")
    choose_status(ewa, status="available", by=actor(ewa), at=NINE + SECOND)

    assert status_of(ewa) == "ringing"


@pytest.mark.django_db(transaction=True)
def test_a_break_that_is_being_chosen_is_waited_for_and_stays() -> None:
    line = make_line()
    ewa = at_the_desk("Ewa", line.network)
    line.answered("k1")

    while_open(
        one=lambda: choose_status(ewa, status="break", by=actor(ewa), at=NINE + 59 * SECOND),
        other=lambda: line.tell("k1", What.ENDED, NINE + MINUTE, by=By.CALLER),
    )
    look_after_hotlines(NINE + 2 * MINUTE)
    assert status_of(ewa) == "break"


# --- who rings again ---


def test_who_chose_to_be_rung_back_and_rings_again_has_his_old_place(line: Line) -> None:
    at_the_desk("Ewa", line.network, status="on_call")
    line.tell("k0", What.OFFERED, NINE - 5 * MINUTE, caller="+48600100200")
    line.tell("k0", What.CALLBACK_ASKED, NINE - 4 * MINUTE)
    line.tell("k0", What.ENDED, NINE - 4 * MINUTE)
    assert CallBack.objects.get().cause == Cause.ASKED
    Wait.objects.create(call_key="pbx:k1", hotline=line.hotline, since=NINE - MINUTE, asked_at=NINE)

    answer = line.ask("k2")
    assert answer.data["position"] == 1
    assert said(answer, NINE) == "Zachowaliśmy miejsce z poprzedniego połączenia. Miejsce w kolejce: 1."
    assert "kept" not in line.ask("k2", at=NINE + SECOND).data


@pytest.mark.parametrize(("hours", "template", "place"), [(72, "24/7", 2), (11, "8-16", 2), (11, "24/7", 1)])
def test_the_place_of_long_ago_or_of_before_the_hotline_closed_is_not_kept(
    hours: int, template: str, place: int
) -> None:
    line = make_line(make_network(template=template))
    at_the_desk("Ewa", line.network, status="on_call")
    came = NINE - 60 * hours * MINUTE
    line.tell("k0", What.OFFERED, came, caller="+48600100200")
    line.tell("k0", What.CALLBACK_ASKED, came + MINUTE)
    line.tell("k0", What.ENDED, came + MINUTE)
    Wait.objects.create(call_key="pbx:k1", hotline=line.hotline, since=NINE - MINUTE, asked_at=NINE)

    assert line.ask("k2").data["position"] == place


def test_nobodys_place_is_said_higher_than_before(line: Line) -> None:
    at_the_desk("Ewa", line.network, status="on_call")
    line.tell("k0", What.OFFERED, NINE - 5 * MINUTE, caller="+48600100201")
    line.tell("k0", What.CALLBACK_ASKED, NINE - 4 * MINUTE)
    line.tell("k0", What.ENDED, NINE - 4 * MINUTE)

    assert line.ask("k1").data["position"] == 1
    assert line.ask("k2", at=NINE + SECOND, caller="+48600100201").data["position"] == 1
    assert line.ask("k1", at=NINE + 2 * SECOND).data["position"] == 1


def test_who_chose_to_be_rung_back_is_due_by_when_he_came_not_by_when_he_hung_up(line: Line) -> None:
    line.tell("k1", What.OFFERED, NINE, caller="+48600100200")
    line.tell("k1", What.CALLBACK_ASKED, NINE + 4 * MINUTE)
    line.tell("k1", What.ENDED, NINE + 5 * MINUTE)

    assert CallBack.objects.get().due_at == NINE + 30 * MINUTE


# --- agents' own states ---


def says(line: Line, state: str, second: float, agent: str) -> dict[str, object]:
    at = NINE + second * SECOND
    return {
        "id": f"s{second}{state}",
        "type": "agent.state",
        "agent": agent,
        "state": state,
        "at": at.isoformat(),
    }


def tell_states(line: Line, *events: dict[str, object], at: object = NINE + MINUTE) -> tuple[str, ...]:
    return take_in(line.exchange, json.dumps(events).encode(), headers={}, at=at).troubles  # type: ignore[arg-type]


def test_a_pause_or_a_log_out_at_the_telephone_is_the_technician_s_status(line: Line) -> None:
    ewa = at_the_desk("Ewa", line.network)
    me = f"p{ewa.pk}"

    assert tell_states(line, says(line, "paused", 1, me)) == ()
    assert status_of(ewa) == "break" and Presence.objects.get().why == "exchange"
    assert line.ask(at=NINE + 61 * SECOND).do == "wait"
    tell_states(line, says(line, "available", 70, me), at=NINE + 75 * SECOND)
    assert status_of(ewa) == "available"
    tell_states(line, says(line, "logged_out", 80, me), says(line, "paused", 79, me), at=NINE + 85 * SECOND)
    assert status_of(ewa) == "off"


def test_an_older_or_repeated_word_on_a_technician_changes_nothing(line: Line) -> None:
    ewa = at_the_desk("Ewa", line.network)
    me = f"p{ewa.pk}"
    paused = says(line, "paused", 1, me)
    tell_states(line, paused)
    choose_status(ewa, status="available", by=actor(ewa), at=NINE + 2 * MINUTE)

    tell_states(line, paused, at=NINE + 3 * MINUTE)
    tell_states(line, says(line, "paused", 200, me), at=NINE + 60 * MINUTE)
    tell_states(line, says(line, "paused", 230, "nobody"), at=NINE + 4 * MINUTE)
    assert status_of(ewa) == "available"
    assert tell_states(line, {"type": "agent.state", "agent": me, "state": "eaten", "at": now().isoformat()})


def test_who_pauses_in_a_talk_is_at_a_break_after_it(line: Line) -> None:
    ewa = at_the_desk("Ewa", line.network)
    line.answered("k1")
    tell_states(line, says(line, "paused", 30, f"p{ewa.pk}"), at=NINE + 31 * SECOND)
    line.tell("k1", What.ENDED, NINE + MINUTE, by=By.CALLER)
    look_after_hotlines(NINE + 2 * MINUTE)

    assert status_of(ewa) == "break"
