"""The line to an Asterisk, held against its manager interface: nothing is lost, and nothing counts twice."""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from amberdesk.customers.models import AgreementVersion, CoverageRow
from amberdesk.outbox.actor import MACHINE
from amberdesk.outbox.models import Event
from amberdesk.people.models import Person
from amberdesk.phone.actions.give_up import lose_calls
from amberdesk.phone.actions.set_up import add_exchange, assign_phone, change_exchange
from amberdesk.phone.actions.take_in import note_told
from amberdesk.phone.happenings import Happening, What
from amberdesk.phone.lines import Pace, Session
from amberdesk.phone.lost import lost_time
from amberdesk.phone.members import members_wanted
from amberdesk.phone.models import Call, Delivery, Exchange, Hotline, Told
from amberdesk.rosters.actions.presence import set_presence
from amberdesk.rosters.models import Presence
from tests.factories import NINE, make_company, make_network, make_shift, make_team, make_technician
from tests.phone import captures
from tests.phone.ami import Ami, Away, Desk

pytestmark = pytest.mark.django_db


class Hurry(Pace):
    reconnect, check, push, look, retry = 0, 0.2, 0.02, 0.1, 0.02


def shifted(name: str, ago: float = 30) -> list[dict[str, str]]:
    """Return a capture's events as if they had ended some seconds ago."""
    told = captures.events(name)
    stamps = [float(event["Timestamp"]) for event in told if "Timestamp" in event]
    gone = timezone.now().timestamp() - ago - max(stamps)
    return [
        event | {"Timestamp": f"{float(event['Timestamp']) + gone:.6f}"}
        for event in told
        if "Timestamp" in event
    ]


@pytest.fixture
def exchange() -> Exchange:
    make_company()
    facts = {"host": "127.0.0.1", "user": "amberdesk", "password": "bursztyn"}
    made = add_exchange(name="Asterisk", code="pbx", kind="asterisk", settings=facts, by=MACHINE, at=NINE)
    fal = make_network(template="24/7")
    Hotline.objects.create(network=fal, number="+48221000001", exchange=made, queue="net-a", ring_seconds=4)
    ewa = make_technician("L1", fal, name="Ewa Lis")
    make_team("L2", [fal], [ewa])  # whoever has the duty at the hour of this test
    assign_phone(made, agent="PJSIP/t1", person=ewa, by=MACHINE, at=NINE)
    return made


class Tight(Hurry):
    room = 10


def held(
    exchange: Exchange,
    story: Callable[[Ami, Desk], Awaitable[None]],
    *,
    way: Callable[[Desk], Any] = lambda desk: desk,
    pace: type[Pace] = Hurry,
) -> None:
    """Hold the line while a story is told at its other end. `way`: how the line reaches the database."""
    desk = Desk()

    async def both() -> None:
        async with Ami().open() as ami:
            facts = {"settings": {"port": ami.port}}
            row = await desk.do(lambda: change_exchange(exchange, facts, by=MACHINE, at=NINE))
            stop = threading.Event()
            session = asyncio.create_task(Session(row, stop, way(desk), pace).run())
            try:
                await desk.until(lambda: ami.asked("CoreShowChannels"))
                await story(ami, desk)
            finally:
                stop.set()
                await session

    desk.serve(both())


def outcomes() -> list[str]:
    return list(Call.objects.order_by("offered_at").values_list("outcome", flat=True))


@pytest.mark.parametrize(
    ("name", "right"),
    [
        ("02_ring_no_answer_then_answered", ["answered"]),
        ("04_queue_timeout", ["rejected"]),
        ("05_nobody_joinempty", ["rejected"]),
        ("11_three_calls_two_technicians", ["answered", "answered", "abandoned"]),
        ("14_busy_then_answered", ["answered", "abandoned"]),
    ],
)
def test_calls_come_over_the_line_as_they_were(exchange: Exchange, name: str, right: list[str]) -> None:
    async def story(ami: Ami, desk: Desk) -> None:
        await ami.play(shifted(name))
        await desk.until(lambda: outcomes() == right)

    held(exchange, story)
    assert not Delivery.objects.exclude(trouble="").exists()


def test_the_technician_behind_an_interface_is_known_and_missed_rings_are_his(exchange: Exchange) -> None:
    async def story(ami: Ami, desk: Desk) -> None:
        await ami.play(shifted("02_ring_no_answer_then_answered"))
        await desk.until(lambda: Call.objects.filter(ended_at__isnull=False).exists())

    held(exchange, story)
    call = Call.objects.get()
    assert call.answered_by is not None and call.answered_by.name == "Ewa Lis"
    rings = list(call.rings.order_by("started_at").values_list("agent", "result", "missed"))
    assert rings == [("PJSIP/t2", "no_answer", True), ("PJSIP/t1", "answered", False)]


def test_a_line_cut_in_the_middle_of_a_block_comes_back_and_loses_nothing(
    exchange: Exchange, tmp_path: Path
) -> None:
    log, told = tmp_path / "queue_log", shifted("02_ring_no_answer_then_answered")
    gone = int(float(told[0]["Timestamp"])) - 1795367955
    text = (captures.FOLDER / "02_ring_no_answer_then_answered.queue_log").read_text()
    lines = "".join(f"{int(line[:10]) + gone}{line[10:]}\n" for line in text.splitlines())
    log.write_text("")
    row = change_exchange(exchange, {"settings": {"queue_log": str(log)}}, by=MACHINE, at=NINE)

    async def story(ami: Ami, desk: Desk) -> None:
        await ami.play(told[:9])
        ami.lines[0].write(b"Event: AgentConnect\r\nTimestamp: 17953")
        await ami.lines[0].drain()
        await desk.until(lambda: Told.objects.exists())
        log.write_text(lines)
        ami.members = [{"Queue": "net-a", "Name": "Technician One", "Location": "PJSIP/t1", "Paused": "0"}]
        ami.cut()
        await desk.until(lambda: ami.logins == 2)
        await desk.until(lambda: outcomes() == ["answered"])

    held(row, story)
    call = Call.objects.get()
    assert call.answered_by is not None and call.answered_by.name == "Ewa Lis"
    assert call.ended_at is not None


def logged(name: str, told: list[dict[str, str]]) -> str:
    """Return a capture's queue_log at the time of its events."""
    gone = int(float(told[0]["Timestamp"])) - 1795367955
    text = (captures.FOLDER / f"{name}.queue_log").read_text()
    return "".join(f"{int(line[:10]) + gone}{line[10:]}\n" for line in text.splitlines())


def test_what_is_heard_while_the_database_is_away_is_kept_when_it_is_back(exchange: Exchange) -> None:
    told, ways = shifted("11_three_calls_two_technicians"), list[Away]()

    def way(desk: Desk) -> Away:
        ways.append(Away(desk))
        return ways[0]

    async def story(ami: Ami, desk: Desk) -> None:
        await ami.play(told[:20])
        await desk.until(lambda: Told.objects.exists())
        ways[0].gone = True
        await ami.play(told[20:])
        await desk.until(lambda: ways[0].asked > 20)  # each beat of the line has tried more than once
        ways[0].gone = False
        await desk.until(lambda: outcomes() == ["answered", "answered", "abandoned"])
        assert ami.logins == 1

    held(exchange, story, way=way)
    assert not Call.objects.filter(coarse=True).exists()


def test_what_there_was_no_room_for_is_said_to_be_lost_and_filled_in(
    exchange: Exchange, tmp_path: Path
) -> None:
    log, told, ways = tmp_path / "queue_log", shifted("02_ring_no_answer_then_answered"), list[Away]()
    log.write_text("")
    row = change_exchange(exchange, {"settings": {"queue_log": str(log)}}, by=MACHINE, at=NINE)

    def way(desk: Desk) -> Away:
        ways.append(Away(desk))
        return ways[0]

    async def story(ami: Ami, desk: Desk) -> None:
        ways[0].gone = True
        await ami.play(told)
        await desk.until(lambda: ways[0].asked > 5)
        log.write_text(logged("02_ring_no_answer_then_answered", told))
        ways[0].gone = False
        await desk.until(lambda: outcomes() == ["answered"])
        await desk.until(lambda: "exchange.heard" in silence())

    held(row, story, way=way, pace=Tight)
    assert silence() == ["exchange.silent", "exchange.heard"]


def silence() -> list[str]:
    told = Event.objects.filter(kind__in=("exchange.silent", "exchange.heard"))
    return list(told.order_by("pk").values_list("kind", flat=True))


def test_a_half_written_line_of_the_log_is_read_once_it_is_whole(exchange: Exchange, tmp_path: Path) -> None:
    log, told = tmp_path / "queue_log", shifted("02_ring_no_answer_then_answered")
    text = logged("02_ring_no_answer_then_answered", told)
    first, last = text[: text.index("CONNECT") + 3], text[text.index("CONNECT") + 3 :]
    log.write_text(first)
    row = change_exchange(exchange, {"settings": {"queue_log": str(log)}}, by=MACHINE, at=NINE)

    async def story(ami: Ami, desk: Desk) -> None:
        ami.channels = [{"Uniqueid": told[0]["Uniqueid"], "Linkedid": told[0]["Linkedid"]}]
        await desk.until(lambda: outcomes() == ["open"])
        with log.open("a") as file:
            file.write(last)
        await desk.until(lambda: outcomes() == ["answered"])

    held(row, story)
    assert not Delivery.objects.exclude(trouble="").exists()


def test_time_in_which_nobody_held_the_line_is_said_at_the_start(exchange: Exchange) -> None:
    before = timezone.now().replace(microsecond=0) - timedelta(minutes=10)
    Exchange.objects.update(told_at=before, heard_since=before - timedelta(days=9))

    async def story(ami: Ami, desk: Desk) -> None:
        await desk.until(lambda: silence() == ["exchange.silent", "exchange.heard"])

    held(exchange, story)
    (lost,) = lost_time([exchange.pk], before - timedelta(hours=1), timezone.now())
    assert lost[0] == before and lost[1] > before + timedelta(minutes=9)


def test_a_password_that_cannot_be_opened_is_a_lost_line(exchange: Exchange) -> None:
    Exchange.objects.update(settings={**exchange.settings, "password": "garbage"})
    exchange.refresh_from_db()
    desk = Desk()

    desk.serve(Session(exchange, threading.Event(), desk, Hurry).run())  # type: ignore[arg-type]

    assert Exchange.objects.get().lost_at is not None


def test_too_many_who_wait_bring_l2_into_the_queue_until_fewer_do(exchange: Exchange) -> None:
    fal = Hotline.objects.get().network
    AgreementVersion.objects.update(overflow_waiting=1)
    ola = make_technician("L2", fal, name="Ola")
    ewa = exchange.phones.get().person
    ewa.memberships.filter(team__level="L2").delete()
    assign_phone(exchange, agent="PJSIP/t9", person=ola, by=MACHINE, at=NINE)
    at = timezone.now()
    for person, level in ((ewa, "L1"), (ola, "L2")):
        make_shift(person, level, at - timedelta(hours=1), 3)
        set_presence(person, status="available", by=MACHINE, at=at)
    CoverageRow.objects.update(level="L1")

    def there() -> set[str]:
        return {interface for _queue, interface in members_wanted(exchange, at).there}

    def waits(call: str) -> None:
        offered = Happening(id=call, what=What.OFFERED, at=at, number="+48221000001")
        note_told(exchange, [(call, offered)], received_at=at, at=at)

    waits("a")
    assert there() == {"PJSIP/t1"}
    waits("b")
    assert there() == {"PJSIP/t1", "PJSIP/t9"}
    ended = Happening(id="b.end", what=What.ENDED, at=at)
    note_told(exchange, [("b", ended)], received_at=at, at=at)
    assert there() == {"PJSIP/t1"}


def test_calls_that_the_exchange_knows_no_more_are_given_up(exchange: Exchange) -> None:
    async def story(ami: Ami, desk: Desk) -> None:
        await ami.play(shifted("02_ring_no_answer_then_answered")[:12])
        await desk.until(lambda: outcomes() == ["open"])
        await desk.until(lambda: outcomes() == ["incomplete"])

    held(exchange, story)


def test_calls_that_the_exchange_still_knows_are_not_given_up(exchange: Exchange) -> None:
    told = shifted("02_ring_no_answer_then_answered")

    async def story(ami: Ami, desk: Desk) -> None:
        ami.channels = [{"Uniqueid": told[0]["Uniqueid"], "Linkedid": told[0]["Linkedid"]}]
        await ami.play(told[:12])
        await desk.until(lambda: outcomes() == ["open"])
        before = len(ami.asked("CoreShowChannels"))
        await desk.until(lambda: len(ami.asked("CoreShowChannels")) > before + 3)
        assert await desk.do(outcomes) == ["open"]

    held(exchange, story)


def test_a_late_event_corrects_a_call_that_was_given_up(exchange: Exchange) -> None:
    async def story(ami: Ami, desk: Desk) -> None:
        told = shifted("02_ring_no_answer_then_answered")
        await ami.play(told[:12])
        await desk.until(lambda: outcomes() == ["open"])
        await desk.do(lambda: lose_calls(exchange, ["1795367955.2"], at=timezone.now()))
        assert await desk.do(outcomes) == ["incomplete"]
        await ami.play(told[12:])
        await desk.until(lambda: outcomes() == ["answered"])

    held(exchange, story)


def test_statuses_move_the_queue_s_members_and_leave_strangers_alone(exchange: Exchange) -> None:
    person = exchange.phones.get().person
    make_shift(person, "L1", timezone.now() - timedelta(hours=1), 3)
    stranger = {"Queue": "net-a", "Name": "Portier", "Location": "PJSIP/portier", "Paused": "0"}

    def say(status: str) -> None:
        set_presence(person, status=status, by=MACHINE, at=timezone.now())

    async def story(ami: Ami, desk: Desk) -> None:
        ami.members = [stranger]
        await desk.do(lambda: say("available"))
        await desk.until(lambda: ami.asked("QueueAdd"))
        await desk.do(lambda: say("wrap_up"))
        await desk.until(lambda: ami.asked("QueuePause"))
        await desk.do(lambda: say("off"))
        await desk.until(lambda: ami.asked("QueueRemove"))
        told = [
            {key: one.get(key) for key in ("Action", "Interface", "Paused")}
            for one in ami.told
            if one["Action"].startswith("Queue") and one["Action"] != "QueueStatus"
        ]
        assert told == [
            {"Action": "QueueAdd", "Interface": "PJSIP/t1", "Paused": "false"},
            {"Action": "QueuePause", "Interface": "PJSIP/t1", "Paused": "true"},
            {"Action": "QueueRemove", "Interface": "PJSIP/t1", "Paused": None},
        ]

    held(exchange, story)


def at_work(exchange: Exchange) -> Person:
    """Return Ewa at her desk, free."""
    person = exchange.phones.get().person
    make_shift(person, "L1", timezone.now() - timedelta(hours=1), 3)
    set_presence(person, status="available", by=MACHINE, at=timezone.now() - timedelta(seconds=5))
    return person


def standing_of(person: Person) -> str:
    return Presence.objects.get(person=person).status


def test_what_the_desk_tells_the_queues_comes_back_and_moves_nobody(exchange: Exchange) -> None:
    """A pause while she writes notes is no break that she takes, and its end none that she ends."""
    ewa = at_work(exchange)

    def say(status: str) -> None:
        set_presence(ewa, status=status, by=MACHINE, at=timezone.now() - timedelta(seconds=1))

    async def story(ami: Ami, desk: Desk) -> None:
        await desk.until(lambda: [m["Paused"] for m in ami.members] == ["0"])
        for status, paused in (("wrap_up", "1"), ("available", "0"), ("break", "1")):
            await desk.do(partial(say, status))
            await desk.until(lambda paused=paused: [m["Paused"] for m in ami.members] == [paused])
            looks = len(ami.asked("QueueStatus"))
            await desk.until(lambda looks=looks: len(ami.asked("QueueStatus")) > looks + 1)
            assert await desk.do(partial(standing_of, ewa)) == status
        assert len(ami.asked("QueueAdd")) == 1

    held(exchange, story)
    assert not Delivery.objects.exists()


def test_a_pause_and_a_log_out_at_the_telephone_are_hers(exchange: Exchange) -> None:
    ewa = at_work(exchange)

    async def story(ami: Ami, desk: Desk) -> None:
        await desk.until(lambda: ami.members)
        for move, paused, status in (
            ("QueuePause", True, "break"),
            ("QueuePause", False, "available"),
            ("QueuePause", True, "break"),
            ("QueuePause", False, "available"),
            ("QueueRemove", False, "off"),
            ("QueueAdd", False, "available"),
        ):
            ami.move(move, "net-a", "PJSIP/t1", paused)
            await desk.until(lambda status=status: standing_of(ewa) == status)

    held(exchange, story)


def test_a_member_that_is_refused_is_not_there_and_tried_again(exchange: Exchange) -> None:
    async def story(ami: Ami, desk: Desk) -> None:
        ami.refuses = {"QueueAdd"}
        await desk.do(lambda: at_work(exchange))
        await desk.until(lambda: len(ami.asked("QueueAdd")) > 1)
        looks = len(ami.asked("QueueStatus"))
        assert len(ami.asked("QueueAdd")) <= looks  # once for each look, not at every turn
        ami.refuses = set()
        await desk.until(lambda: ami.members)
        before = len(ami.asked("QueueAdd"))
        await desk.until(lambda: len(ami.asked("QueueStatus")) > looks + 3)
        assert len(ami.asked("QueueAdd")) == before

    held(exchange, story)


def test_a_queue_that_stands_otherwise_than_was_heard_is_set_right(exchange: Exchange) -> None:
    at_work(exchange)

    async def story(ami: Ami, desk: Desk) -> None:
        await desk.until(lambda: ami.members)
        ami.members[0]["Paused"] = "1"  # and nobody said so
        await desk.until(lambda: ami.members[0]["Paused"] == "0")
        ami.members.clear()
        await desk.until(lambda: ami.members)

    held(exchange, story)


def test_a_line_that_is_lost_is_said_and_heard_again(exchange: Exchange, monkeypatch: Any) -> None:
    monkeypatch.setattr("amberdesk.phone.lines.PATIENCE", 0.1)

    async def story(ami: Ami, desk: Desk) -> None:
        ami.secret = "other"
        ami.cut()
        await desk.until(lambda: Exchange.objects.get().lost_at is not None)
        ami.secret = "bursztyn"
        await desk.until(lambda: Exchange.objects.get().lost_at is None)

    held(exchange, story)
    assert Exchange.objects.get().told_at > timezone.now() - timedelta(minutes=1)  # type: ignore[operator]
