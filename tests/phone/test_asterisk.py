"""What a real Asterisk told becomes the calls that they were, in whatever order it is read."""

import random
from datetime import timedelta

import pytest

from amberdesk.phone.actions.take_in import take_in
from amberdesk.phone.adapters import asterisk
from amberdesk.phone.adapters.ami import MOST_WAITING, Gate, blocks, written
from amberdesk.phone.calls import CallFacts
from amberdesk.phone.happenings import By, Outcome, Reason, Result
from amberdesk.phone.models import Call
from tests.factories import NINE
from tests.phone import captures
from tests.phone.captures import NAMES, QUEUES, RECEIVED, calls, events, let_in, read, read_log
from tests.phone.hotlines import make_exchange, make_line

NOT_THERE = "1795368100.99"  # a call of our own people


def only(name: str) -> CallFacts:
    (call,) = calls(read(events(name))).values()
    return call


def rings(call: CallFacts) -> list[tuple[str, Result | None, bool]]:
    return [(ring.agent, ring.result, ring.missed) for ring in call.rings]


@pytest.mark.parametrize("name", NAMES)
def test_any_order_and_any_repetition_of_events_give_the_same_calls(name: str) -> None:
    told, luck = let_in(events(name)), random.Random(name)
    happenings = read(events(name))
    right = calls(happenings)

    for _ in range(1000):
        shuffled = [*happenings, *luck.choices(happenings, k=luck.randrange(5))]
        luck.shuffle(shuffled)
        assert calls(shuffled) == right
    for _ in range(20):  # through the line as well
        mixed = [*events(name), *luck.choices(told, k=luck.randrange(5))]
        luck.shuffle(mixed)
        assert calls(read(mixed)) == right  # type: ignore[arg-type]


def test_a_call_that_the_first_one_answers() -> None:
    call = only("01_answered")

    assert (call.outcome, call.answered_by, call.by) == (Outcome.ANSWERED, "PJSIP/t1", By.CALLER)
    assert (call.number, call.caller, call.caller_name) == ("48221000001", "48600100200", "")
    assert (call.wait_ms, call.talk_ms) == (1010, 993)  # by its instants, not by its whole seconds
    assert rings(call) == [("PJSIP/t1", Result.ANSWERED, False)]
    assert [(t.agent, t.ended_at is not None) for t in call.talks] == [("PJSIP/t1", True)]


def test_who_lets_it_ring_through_has_missed_it_and_the_next_answers() -> None:
    call = only("02_ring_no_answer_then_answered")

    assert call.outcome == Outcome.ANSWERED
    assert rings(call) == [("PJSIP/t2", Result.NO_ANSWER, True), ("PJSIP/t1", Result.ANSWERED, False)]
    assert call.rings[0].rang_ms == 4002


def test_a_queue_s_timeout_is_no_abandoned_call_and_cuts_the_last_ring() -> None:
    call = only("04_queue_timeout")

    assert (call.outcome, call.reason, call.by) == (Outcome.REJECTED, Reason.TIMEOUT, By.SYSTEM)
    assert rings(call) == [("PJSIP/t2", Result.NO_ANSWER, True), ("PJSIP/t1", Result.CUT, False)]


def test_a_call_that_found_nobody_is_known_by_the_dial_plan_s_own_word() -> None:
    call = only("05_nobody_joinempty")

    assert (call.outcome, call.reason, call.rings) == (Outcome.REJECTED, Reason.NOBODY, ())
    assert call.number == "48221000003"


def test_three_calls_for_two_technicians() -> None:
    found = calls(read(events("11_three_calls_two_technicians")))

    assert [(c.outcome, c.answered_by) for c in found.values()] == [
        (Outcome.ANSWERED, "PJSIP/t1"),
        (Outcome.ANSWERED, "PJSIP/t2"),
        (Outcome.ABANDONED, ""),
    ]
    assert sum(len(c.rings) for c in found.values()) == 2
    assert found["1795368091.25"].by == By.CALLER


def test_busy_is_busy_whatever_the_queue_calls_it() -> None:
    answered, left = calls(read(events("14_busy_then_answered"))).values()

    assert answered.outcome == Outcome.ANSWERED
    assert left.outcome == Outcome.ABANDONED
    assert rings(left) == [("PJSIP/t1", Result.BUSY, False), ("PJSIP/t2", Result.CANCELLED, False)]


def test_a_phone_that_never_rang_is_dead_and_nobody_s_miss() -> None:
    silent = [e for e in events("02_ring_no_answer_then_answered") if e.get("ChannelState") != "5"]
    (call,) = calls(read(silent)).values()

    assert rings(call)[0] == ("PJSIP/t2", Result.UNREACHABLE, False)


@pytest.mark.parametrize("name", NAMES)
def test_what_the_queue_log_tells_again_changes_nothing(name: str) -> None:
    exact, again = read(events(name)), read_log(name)
    right = calls(exact)

    assert {id: c.outcome for id, c in calls([*exact, *again]).items()} == {
        id: c.outcome for id, c in right.items()
    }
    for id, call in calls([*again, *exact]).items():
        assert rings(call) == rings(right[id])
        assert (call.wait_ms, call.talk_ms, call.answered_by) == (
            right[id].wait_ms,
            right[id].talk_ms,
            right[id].answered_by,
        )


def test_the_queue_log_alone_gives_outcomes_and_says_that_it_is_coarse() -> None:
    found = {name: calls(read_log(name)).values() for name in NAMES}
    outcomes = {name: [c.outcome.value for c in of] for name, of in found.items()}

    assert outcomes == {
        "01_answered": ["answered"],
        "02_ring_no_answer_then_answered": ["answered"],
        "04_queue_timeout": ["rejected"],
        "05_nobody_joinempty": [],  # Asterisk logs nothing of it
        "11_three_calls_two_technicians": ["answered", "answered", "abandoned"],
        "14_busy_then_answered": ["answered", "abandoned"],
    }
    assert all(call.coarse and call.number == "+48221000001" for of in found.values() for call in of)


@pytest.mark.parametrize("name", NAMES)
def test_each_part_of_a_capture_gives_outcomes_that_add_up(name: str) -> None:
    told, luck = read(events(name)), random.Random(name)

    for _ in range(100):
        part = luck.sample(told, luck.randrange(1, len(told)))
        for call in calls(part).values():
            assert call.outcome in set(Outcome)
            assert (call.wait_ms or 0) >= 0 and (call.talk_ms or 0) >= 0


def test_a_call_to_the_hotline_that_began_before_the_line_came_back_is_counted() -> None:
    told = events("01_answered")
    live = {"Event": "CoreShowChannel", "Context": captures.CONTEXT, "Exten": "48221000001"}
    channel = {key: told[0][key] for key in ("Uniqueid", "Linkedid", "CallerIDNum")}
    rest = [e for e in told[4:] if e["Event"] not in ("QueueCallerJoin", "AgentCalled")]
    (call,) = calls(read([live | channel, *rest])).values()

    assert (call.outcome, call.number, call.caller) == (Outcome.ANSWERED, "48221000001", "48600100200")
    assert call.offered_at.timestamp() == 1795367946  # the second in its channel's name


def test_our_own_people_s_calls_are_nobody_s_business() -> None:
    theirs = [{**e, "Context": "from-tech", "Linkedid": NOT_THERE} for e in events("01_answered")]

    assert read([{**e, "Queue": "elsewhere"} for e in theirs]) == []


def test_a_talk_passed_on_is_credited_to_both() -> None:
    told = events("01_answered")
    first = next(e for e in told if e["Event"] == "BridgeEnter")
    second = first | {"Channel": "PJSIP/t9-00000009", "Uniqueid": "1795367948.9"}
    hung = next(e for e in told if e["Event"] == "Hangup")
    joined = second | {"Timestamp": "1795367948.500000"}
    left = hung | {key: second[key] for key in ("Channel", "Uniqueid")} | {"Timestamp": "1795367948.934000"}
    (call,) = calls(read([*told, joined, left])).values()

    assert [(t.agent, t.ended_at and round(t.ended_at.timestamp(), 3)) for t in call.talks] == [
        ("PJSIP/t1", 1795367948.933),
        ("PJSIP/t9", 1795367948.934),
    ]


def test_half_a_block_and_what_is_none_are_left_out() -> None:
    whole = written(events("01_answered"))

    for cut in range(0, len(whole), 997):
        assert len(blocks(whole[:cut])) <= len(blocks(whole))
        reading = asterisk.read(whole[:cut], {"queues": QUEUES}, RECEIVED)
        assert all("Linkedid" in t or "at" in t or "Uniqueid" in t for t in reading.troubles)


@pytest.mark.parametrize(
    "bad",
    [
        {"Timestamp": "soon"},
        {"Timestamp": "99999999999999999999"},
        {"Timestamp": "1577836800.0"},
        {"Linkedid": "x" * 200, "Uniqueid": "x" * 200},
    ],
)
def test_what_cannot_be_read_is_a_trouble_and_costs_no_other(bad: dict[str, str]) -> None:
    told = events("01_answered")
    reading = asterisk.read(written([told[0] | bad, *told[1:]]), {"queues": QUEUES}, RECEIVED)

    assert len(reading.troubles) == 1 and len(reading.told) > 5


def test_a_hostile_caller_is_only_text() -> None:
    name = "$ru'; DROP TABLE phone_call;--<script>\x00" + "A" * 65536
    told = [events("01_answered")[0] | {"CallerIDName": name, "CallerIDNum": "48$ru{s.x}"}]
    (call,) = calls(read(told)).values()

    assert (call.caller, len(call.caller_name)) == ("48$ru{s.x}", 120)


def test_the_gate_holds_little_and_lets_through_what_comes_late() -> None:
    gate = Gate([captures.CONTEXT], [])
    told = events("01_answered")
    for number in range(3 * MOST_WAITING):
        assert gate.take({"Event": "Newstate", "Uniqueid": "1", "Linkedid": f"own.{number}"}) == []
    late = [event for one in reversed(told) for event in gate.take(one)]

    assert gate._held <= MOST_WAITING
    assert {e["Linkedid"] for e in late} == {"1795367946.0"}


HOSTILE = "$ru'; DROP TABLE phone_call;--<script>alert(1)</script>\x00${EXTEN}" + "A" * 65536


def told(event: str, **fields: str) -> dict[str, str]:
    usual = {"Uniqueid": "17.1", "Linkedid": "17.1", "Timestamp": f"{RECEIVED.timestamp():.6f}"}
    return {"Event": event, **usual, **fields}


def test_hostile_names_of_callers_and_phones_are_only_text_of_a_bounded_length() -> None:
    caller = {"CallerIDNum": HOSTILE, "CallerIDName": HOSTILE}
    begin = told("Newchannel", Context="from-carrier", Exten=HOSTILE, **caller)
    called = told("AgentCalled", Queue=HOSTILE, Interface=HOSTILE, DestUniqueid="17.2")
    reading = asterisk.read(written([begin, called]), {"queues": captures.QUEUES}, RECEIVED)

    assert reading.troubles == []
    (_, offered), (_, started) = reading.told
    assert offered.caller_name.startswith("$ru'; DROP TABLE") and "\x00" not in offered.caller_name
    assert [len(text) for text in (offered.number, offered.caller, offered.caller_name, started.agent)] == [
        40, 40, 120, 80,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("bad", "trouble"),
    [
        ({"Linkedid": "9" * 65536}, "Linkedid"),
        ({"Uniqueid": "9" * 65536}, "id is too long"),
        ({"DestUniqueid": "9" * 65536}, "id is too long"),
        ({"Timestamp": f"{RECEIVED.timestamp() + 600:.6f}"}, "lies ahead"),
        ({"Timestamp": f"{RECEIVED.timestamp() - 8 * 86_400:.6f}"}, "too old"),
        ({"Timestamp": "9" * 400}, "event 0"),
        ({"Timestamp": "yesterday"}, "event 0"),
    ],
)
def test_an_event_that_cannot_be_is_a_trouble_and_costs_no_other(bad: dict[str, str], trouble: str) -> None:
    good = told("Newchannel", Context="from-carrier", Exten="48221000001", Linkedid="18.1", Uniqueid="18.1")
    events = [told("Newchannel", Context="from-carrier") | bad, good]
    reading = asterisk.read(written(events), {"queues": captures.QUEUES}, RECEIVED)

    assert trouble in reading.troubles[0] and [id for id, _ in reading.told] == ["18.1"]


def test_a_queue_that_the_desk_does_not_know_begins_no_call() -> None:
    gate = Gate(["from-carrier"], ["net-a"])

    assert gate.take(told("QueueCallerJoin", Queue="other")) == []
    assert gate.take(told("QueueCallerJoin", Queue="net-a")) != []


@pytest.mark.parametrize("cut", range(0, 1200, 97))
def test_a_stream_cut_anywhere_costs_only_the_event_that_was_cut(cut: int) -> None:
    whole = events("02_ring_no_answer_then_answered")
    body = written(whole)
    found = blocks(body[:cut])

    assert found[:-1] == whole[: max(0, len(found) - 1)]


@pytest.mark.django_db
@pytest.mark.parametrize(("hour", "reason"), [(0, "nobody"), (10, "closed")])
def test_an_empty_queue_outside_the_agreement_s_hours_is_closed_and_not_nobody_there(
    hour: int, reason: str
) -> None:
    """The agreement covers 8 to 16; Asterisk says JOINEMPTY at any hour."""
    made = make_exchange(kind="asterisk")
    make_line(exchange=made, number="+48221000003")
    at = NINE + timedelta(hours=hour)
    stamp, later = ({"Timestamp": f"{at.timestamp() + n:.6f}"} for n in (0, 1))
    begin = told("UserEvent", UserEvent="HotlineBegin", Number="48221000003") | stamp
    end = told("UserEvent", UserEvent="HotlineEnd", Status="JOINEMPTY", Number="48221000003") | later
    take_in(made, written([begin, end]), headers={"queues": captures.QUEUES}, at=at + timedelta(seconds=1))

    call = Call.objects.get()
    assert (call.outcome, call.reason) == ("rejected", reason)
