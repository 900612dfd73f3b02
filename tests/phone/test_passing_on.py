"""A talk passed on by Atxfer and by Redirect, as the documented dial plan makes an Asterisk tell it."""

import random
from datetime import timedelta

import pytest
from django.utils import timezone

from amberdesk.outbox.actor import MACHINE
from amberdesk.people.models import Person
from amberdesk.phone.actions.set_up import add_exchange, assign_phone
from amberdesk.phone.actions.take_in import take_in
from amberdesk.phone.adapters import asterisk
from amberdesk.phone.adapters.ami import Gate, written
from amberdesk.phone.calls import CallFacts
from amberdesk.phone.happenings import Outcome, Result
from amberdesk.phone.models import Call, Exchange, Hotline
from amberdesk.rosters.actions.presence import set_presence
from tests.factories import NINE, make_company, make_network, make_shift, make_team, make_technician
from tests.phone import captures
from tests.phone.captures import calls
from tests.phone.hotlines import status_of

BEGAN = timezone.now().timestamp() - 600
CALLER, EWA, LOCAL_1, LOCAL_2, COLLEAGUE = (f"{BEGAN:.0f}.{n}" for n in range(1, 6))
NAMES = {
    CALLER: "PJSIP/trunk-00000001",
    EWA: "PJSIP/t1-00000002",
    LOCAL_1: "Local/+48500100200@from-internal-00000001;1",
    LOCAL_2: "Local/+48500100200@from-internal-00000001;2",
}


def told(second: float, event: str, of: str, **more: str) -> dict[str, str]:
    usual = {"Event": event, "Timestamp": f"{BEGAN + second:.6f}", "Uniqueid": of, "Linkedid": CALLER}
    return usual | {"Channel": NAMES.get(of, ""), "Exten": "", "Context": "from-internal"} | more


def answered() -> list[dict[str, str]]:
    """The caller comes in, the queue rings Ewa, she answers after five seconds."""
    begin = {"Context": "from-carrier", "Exten": "48221000001", "CallerIDNum": "48600100200"}
    ring = {"Interface": "PJSIP/t1", "DestUniqueid": EWA, "DestChannel": NAMES[EWA], "Queue": "net-a"}
    return [
        told(0, "Newchannel", CALLER, **begin),
        told(0.1, "UserEvent", CALLER, UserEvent="HotlineBegin", Number="48221000001"),
        told(0.2, "QueueCallerJoin", CALLER, Queue="net-a", CallerIDNum="48600100200"),
        told(0.3, "Newchannel", EWA),
        told(0.3, "AgentCalled", CALLER, **ring),
        told(0.5, "Newstate", EWA, ChannelState="5"),
        told(5, "DialEnd", CALLER, DestUniqueid=EWA, DialStatus="ANSWER"),
        told(5, "AgentConnect", CALLER, **ring),
        told(5, "BridgeEnter", EWA, BridgeUniqueid="queue"),
        told(5, "BridgeEnter", CALLER, BridgeUniqueid="queue"),
    ]


def leg(second: float, by: str, channel: str, agent: str) -> list[dict[str, str]]:
    """The colleague's phone is called by the dial plan, and answers five seconds later."""
    mine = {"Channel": channel}
    said = (
        [told(second, "UserEvent", COLLEAGUE, UserEvent="HotlineLeg", Agent=agent, **mine)] if agent else []
    )
    return [
        told(second - 0.01, "Newchannel", COLLEAGUE, **mine),
        *said,
        told(second + 0.01, "DialBegin", by, DestUniqueid=COLLEAGUE, DestChannel=channel),
        told(second + 0.2, "Newstate", COLLEAGUE, ChannelState="5", **mine),
        told(second + 5, "DialEnd", by, DestUniqueid=COLLEAGUE, DestChannel=channel, DialStatus="ANSWER"),
        told(second + 5, "BridgeEnter", COLLEAGUE, BridgeUniqueid="talk", **mine),
    ]


def over(second: float, channel: str) -> list[dict[str, str]]:
    return [
        told(second, "HangupRequest", CALLER, Cause="16"),
        told(second, "Hangup", COLLEAGUE, Channel=channel, Cause="16"),
        told(second, "Hangup", CALLER, Cause="16"),
    ]


def consulted(channel: str, agent: str) -> list[dict[str, str]]:
    """Ewa asks (Atxfer): a Local channel goes through the dial plan; then she hangs up and leaves the caller to him."""
    local = [
        told(20, "Newchannel", LOCAL_1),
        told(20, "Newchannel", LOCAL_2),
        told(20.3, "Newstate", LOCAL_1, ChannelState="5"),
        told(25.1, "BridgeEnter", LOCAL_2, BridgeUniqueid="talk"),
        told(25.1, "BridgeEnter", LOCAL_1, BridgeUniqueid="asking"),
        told(25.1, "BridgeEnter", EWA, BridgeUniqueid="asking"),
        told(25.4, "Hangup", LOCAL_1, Cause="16"),
        told(25.4, "Hangup", LOCAL_2, Cause="16"),
    ]
    passed = {"OrigTransfererChannel": NAMES[EWA], "TransferTargetChannel": channel, "Result": "Success"}
    transfer = told(40, "AttendedTransfer", CALLER, **passed)
    return [
        *answered(),
        *local,
        *leg(20.1, LOCAL_2, channel, agent),
        transfer | {"OrigTransfererLinkedid": CALLER},
        told(40, "Hangup", EWA, Cause="16"),
        *over(70, channel),
    ]


def given_over(channel: str, agent: str) -> list[dict[str, str]]:
    """Ewa gives the caller over (Redirect): his own channel goes through the dial plan, hers is hung up."""
    done = {"Interface": "PJSIP/t1", "DestUniqueid": EWA, "Queue": "net-a", "Reason": "transfer"}
    return [
        *answered(),
        told(40, "Hangup", EWA, Cause="16"),
        told(70, "AgentComplete", CALLER, TalkTime="65", **done),  # the second talk is no more hers
        *leg(40.1, CALLER, channel, agent),
        *over(70, channel),
    ]


def read(events: list[dict[str, str]]) -> CallFacts:
    gate = Gate(["from-carrier"], ["net-a"])
    let_in = [event for one in events for event in gate.take(one)]
    reading = asterisk.read(written(let_in), {"queues": captures.QUEUES}, timezone.now())
    assert reading.troubles == []
    (call,) = calls(reading.told).values()
    return call


PHONE, MOBILE = "PJSIP/t9-00000005", "PJSIP/carrier-00000005"
LEGS = [(PHONE, "PJSIP/t9", "PJSIP/t9"), (PHONE, "", "PJSIP/t9"), (MOBILE, "p9", "p9")]


@pytest.mark.parametrize(("way", "joined"), [(consulted, 25.1), (given_over, 45.1)])
@pytest.mark.parametrize(("channel", "told_as", "agent"), LEGS)
def test_both_talks_are_theirs_whatever_line_the_second_came_by(
    way: object, joined: float, channel: str, told_as: str, agent: str
) -> None:
    events, luck = way(channel, told_as), random.Random(agent)  # type: ignore[operator]
    call = read(events)

    talks = [(t.agent, _second(t.started_at), _second(t.ended_at)) for t in call.talks]
    assert talks == [("PJSIP/t1", 5, 40), (agent, joined, 70)]
    assert [(r.agent, r.result, r.missed) for r in call.rings] == [
        ("PJSIP/t1", Result.ANSWERED, False),
        (agent, Result.ANSWERED, False),
    ]
    assert (call.outcome, call.answered_by, call.talk_ms) == (Outcome.ANSWERED, "PJSIP/t1", 65_000)
    for _ in range(100):
        mixed = [*events, *luck.choices(events, k=4)]
        luck.shuffle(mixed)
        assert read(mixed) == call


def _second(at: object) -> float:
    return round(at.timestamp() - BEGAN, 1)  # type: ignore[attr-defined]


def test_a_colleague_who_did_not_take_it_has_talked_with_nobody() -> None:
    events = [e for e in consulted(MOBILE, "p9") if "Enter" not in e["Event"] or e["Uniqueid"] != COLLEAGUE]
    call = read([e for e in events if e.get("DestUniqueid") != COLLEAGUE])

    assert [t.agent for t in call.talks] == ["PJSIP/t1"]
    assert (call.rings[1].agent, call.rings[1].result, call.rings[1].missed) == (
        "p9",
        Result.NO_ANSWER,
        False,
    )


def test_a_caller_whom_the_colleague_did_not_take_waits_again_and_is_answered() -> None:
    """Given over, nobody there: the plan lets him wait in his queue, and Jan of L1 answers."""
    jan, channel = f"{BEGAN:.0f}.6", "PJSIP/t2-00000006"
    ring = {"Interface": "PJSIP/t2", "DestUniqueid": jan, "DestChannel": channel, "Queue": "net-a"}
    unanswered = {"DestUniqueid": COLLEAGUE, "DestChannel": MOBILE, "DialStatus": "NOANSWER"}
    call = read(
        [
            *answered(),
            told(40, "Hangup", EWA, Cause="16"),
            *leg(40.1, CALLER, MOBILE, "desk/p9")[:-2],
            told(70, "DialEnd", CALLER, **unanswered),
            told(70, "Hangup", COLLEAGUE, Channel=MOBILE, Cause="0"),
            told(70.1, "QueueCallerJoin", CALLER, Queue="net-a"),
            told(70.3, "AgentCalled", CALLER, **ring),
            told(70.5, "Newstate", jan, Channel=channel, ChannelState="5"),
            told(75, "DialEnd", CALLER, DestUniqueid=jan, DialStatus="ANSWER"),
            told(75, "AgentConnect", CALLER, **ring),
            told(75, "BridgeEnter", jan, Channel=channel),
            told(99, "Hangup", jan, Channel=channel, Cause="16"),
            told(99, "HangupRequest", CALLER, Cause="16"),
            told(99, "Hangup", CALLER, Cause="16"),
        ]
    )

    talks = [(t.agent, _second(t.started_at), _second(t.ended_at)) for t in call.talks]
    assert talks == [("PJSIP/t1", 5, 40), ("PJSIP/t2", 75, 99)]
    assert [(r.agent, r.result) for r in call.rings] == [
        ("PJSIP/t1", Result.ANSWERED),
        ("desk/p9", Result.NO_ANSWER),
        ("PJSIP/t2", Result.ANSWERED),
    ]


def test_the_dial_plan_s_word_on_a_leg_begins_no_call() -> None:
    own = told(1, "UserEvent", "7.1", UserEvent="HotlineLeg", Agent="p9") | {"Linkedid": "7.1"}

    assert Gate(["from-carrier"], ["net-a"]).take(own) == []


@pytest.fixture
def exchange(db: None) -> Exchange:
    make_company()
    facts = {"host": "127.0.0.1", "user": "amberdesk", "password": "bursztyn"}
    return add_exchange(name="Asterisk", code="pbx", kind="asterisk", settings=facts, by=MACHINE, at=NINE)


def at_work(name: str, level: str) -> Person:
    at = timezone.now()
    network = Hotline.objects.get().network
    person = make_technician(level, network, name=name)
    make_team(level, [network], [person])
    make_shift(person, level, at - timedelta(hours=1), 3)
    set_presence(person, status="available", by=MACHINE, at=at - timedelta(hours=1))
    return person


@pytest.mark.parametrize("way", [consulted, given_over])
def test_whoever_joins_by_his_mobile_is_on_call_until_he_hangs_up(exchange: Exchange, way: object) -> None:
    fal = make_network(template="24/7")
    Hotline.objects.create(network=fal, number="+48221000001", exchange=exchange, queue="net-a")
    ewa, ola = at_work("Ewa", "L1"), at_work("Ola", "L2")
    assign_phone(exchange, agent="PJSIP/t1", person=ewa, by=MACHINE, at=NINE)
    events = way(MOBILE, f"desk/p{ola.pk}")  # type: ignore[operator]
    headers, at = {"queues": captures.QUEUES}, timezone.now()

    take_in(exchange, written(events[: -len(over(70, MOBILE))]), headers=headers, at=at)
    assert status_of(ola) == "on_call"

    take_in(exchange, written(events), headers=headers, at=at)
    call = Call.objects.get()
    assert [s.person for s in call.segments.order_by("started_at")] == [ewa, ola]
    assert call.answered_by == ewa and status_of(ola) != "on_call"
