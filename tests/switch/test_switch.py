"""Calls through a real SIP switch: what the phones do, the desk has decided, told and kept."""

import signal
from itertools import pairwise

import pytest
from django.utils.timezone import now

from amberdesk.customers.hours import Cover
from amberdesk.phone.models import Call, Reservation, Segment, Wait
from amberdesk.rosters.models import Presence
from tests.switch.players import (
    caller_leaves,
    caller_talks,
    phone_answers,
    phone_is_late,
    phone_refuses,
    phone_rings_on,
)
from tests.switch.stage import WEEK, Stage, until

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]


def rings(call: Call) -> list[tuple[str, str]]:
    return list(call.rings.order_by("started_at", "agent").values_list("agent", "result"))


def test_the_first_technician_answers(stage: Stage) -> None:
    ewa = stage.technician("ewa", phone_answers())
    stage.calls(caller_talks(), hold=1000)

    (call,) = stage.over()
    assert (call.outcome, call.answered_by, call.ended_by) == ("answered", ewa, "caller")
    assert (call.caller, call.number, call.found_free, call.duty) == (
        "+48600100200",
        "+48586201100",
        True,
        "L1",
    )
    assert rings(call) == [("ewa", "answered")]
    assert call.wait_ms is not None and 150 <= call.wait_ms < 2000
    assert call.talk_ms is not None and 900 <= call.talk_ms < 2500
    assert Segment.objects.get().person == ewa
    until(lambda: not Reservation.objects.exists())
    assert not Wait.objects.exists() and Presence.objects.get(person=ewa).status == "available"


def test_who_does_not_answer_is_followed_by_the_next(stage: Stage) -> None:
    stage.technician("ewa", phone_rings_on())
    jan = stage.technician("jan", phone_answers())
    stage.calls(caller_talks())

    (call,) = stage.over()
    assert rings(call) == [("ewa", "no_answer"), ("jan", "answered")] and call.answered_by == jan
    missed = call.rings.get(agent="ewa")
    assert missed.missed and missed.rang_ms is not None and 800 <= missed.rang_ms <= 1700


@pytest.mark.parametrize(
    ("status", "result"), [("486 Busy Here", "busy"), ("603 Decline", "declined"), (None, "unreachable")]
)
def test_a_busy_or_dead_phone_costs_little_and_is_no_miss(
    stage: Stage, status: str | None, result: str
) -> None:
    stage.technician("ewa", phone_refuses(status) if status else None)
    stage.technician("jan", phone_answers())
    stage.calls(caller_talks())

    (call,) = stage.over()
    assert rings(call) == [("ewa", result), ("jan", "answered")]
    assert not call.rings.get(agent="ewa").missed


def test_a_caller_who_leaves_while_it_rings(stage: Stage) -> None:
    stage.technician("ewa", phone_rings_on())
    stage.calls(caller_leaves("180"), hold=300)

    (call,) = stage.over()
    assert (call.outcome, rings(call)) == ("abandoned", [("ewa", "cancelled")])
    until(lambda: not Reservation.objects.exists())


def test_a_caller_who_leaves_the_queue(stage: Stage) -> None:
    stage.technician("ewa", phone_answers())
    stage.calls(caller_talks(), hold=2500)
    until(lambda: Call.objects.filter(answered_at__isnull=False).exists())
    stage.calls(caller_leaves("182"), hold=300)

    first, second = stage.over(2)
    assert (first.outcome, second.outcome, rings(second)) == ("answered", "abandoned", [])
    assert second.queued_at is not None and second.found_free is False


def test_who_waits_is_rung_as_soon_as_somebody_hangs_up(stage: Stage) -> None:
    stage.technician("ewa", phone_answers())
    stage.calls(caller_talks(), hold=1200)
    until(lambda: Call.objects.filter(answered_at__isnull=False).exists())
    stage.calls(caller_talks(), hold=500)

    first, second = stage.over(2)
    assert {first.outcome, second.outcome} == {"answered"} and second.queued_at
    started = second.rings.get().started_at
    assert first.ended_at and 0 <= (started - first.ended_at).total_seconds() < 1.5


def test_nobody_at_work(stage: Stage) -> None:
    stage.calls(caller_talks())

    (call,) = stage.over()
    assert (call.outcome, call.reason, call.duty) == ("rejected", "nobody", "L1")


def test_outside_the_agreements_hours(stage: Stage) -> None:
    other_day = ((now().weekday() + 3) % 7,)
    stage.agree(coverage=[Cover("any", "L1", other_day, 0, 60, False)])
    stage.technician("ewa", phone_answers())
    stage.calls(caller_talks())

    (call,) = stage.over()
    assert (call.outcome, call.reason, call.duty) == ("rejected", "closed", "")


def test_after_hours_l2_is_rung_by_the_agreement(stage: Stage) -> None:
    stage.agree(coverage=[Cover("any", "L2", WEEK, 0, 1440, on_holidays=True)])
    stage.technician("ewa", phone_answers())
    tomasz = stage.technician("tomasz", phone_answers(), level="L2")
    stage.calls(caller_talks())

    (call,) = stage.over()
    assert (call.outcome, call.answered_by, call.duty) == ("answered", tomasz, "L2")


def test_callers_go_elsewhere_when_that_is_set(stage: Stage) -> None:
    stage.hotline.elsewhere = "+48585550000"
    stage.hotline.save()
    stage.calls(caller_talks())

    (call,) = stage.over()
    assert (call.outcome, call.target) == ("redirected", "+48585550000")


def test_a_full_lap_then_all_again_and_who_never_answers_is_away(stage: Stage) -> None:
    ewa, jan = stage.technician("ewa", phone_rings_on()), stage.technician("jan", phone_rings_on())
    stage.hotline.patience_seconds = 9
    stage.hotline.save()
    stage.calls(caller_talks())

    (call,) = stage.over()
    assert rings(call)[:2] == [("ewa", "no_answer"), ("jan", "no_answer")]
    assert (call.outcome, call.reason) == ("rejected", "nobody")
    now_they_are = Presence.objects.filter(person__in=[ewa, jan]).values_list("status", "why")
    assert list(now_they_are) == [("away", "missed")] * 2


def test_a_phone_picked_up_as_its_ringing_ends_has_the_call_and_nobody_else(stage: Stage) -> None:
    ewa = stage.technician("ewa", phone_is_late())
    stage.technician("jan", phone_answers())
    stage.calls(caller_talks())

    (call,) = stage.over()
    assert (call.outcome, call.answered_by) == ("answered", ewa)
    assert rings(call) == [("ewa", "answered")]


@pytest.mark.parametrize("caller", ["48$ru{s.x}", "$(hdr(Via))", "%27%3B--DROP"])
def test_hostile_callers_are_text(stage: Stage, caller: str) -> None:
    stage.technician("ewa", phone_answers())
    stage.calls(caller_talks(), caller=caller)

    (call,) = stage.over()
    assert (call.outcome, call.caller) == ("answered", caller)


def test_twenty_calls_on_five_technicians_are_all_answered_none_twice(stage: Stage) -> None:
    for number in range(5):
        stage.technician(f"t{number}", phone_answers(100))
    stage.calls(caller_talks(), 20, hold=700, rate=20)

    calls = stage.over(20)
    assert {call.outcome for call in calls} == {"answered"}
    nobody_twice(calls)


def nobody_twice(calls: list[Call]) -> None:
    talks: dict[int, list[tuple[object, object]]] = {}
    for call in calls:
        assert call.answered_by_id is not None
        talks.setdefault(call.answered_by_id, []).append((call.answered_at, call.ended_at))
    for spans in talks.values():
        spans.sort()  # type: ignore[type-var]
        assert all(end <= start for (_, end), (start, _) in pairwise(spans))  # type: ignore[operator]


def test_while_the_desk_is_down_the_switch_rings_its_own_list_and_reports_later(stage: Stage) -> None:
    stage.technician("ewa", phone_answers())
    stage.fallback()
    stage.desk.stop(signal.SIGKILL)
    caller = stage.calls(caller_talks(), hold=800)
    assert caller.wait(30) == 0
    assert not Call.objects.exists()
    stage.desk.start()

    (call,) = stage.over()
    assert (call.outcome, rings(call)) == ("answered", [("fallback", "answered")])
    assert call.answered_by is None and call.talk_ms is not None and call.talk_ms >= 700


def test_while_the_desk_is_away_for_longer_than_a_ring_nobody_who_talks_is_rung(stage: Stage) -> None:
    """The worker goes on alone: it sees rings whose time is over, and waiting callers; what became of them is not told yet."""
    for number in range(3):
        stage.technician(f"t{number}", phone_answers(700))
    stage.fallback()
    stage.calls(caller_talks(), 6, hold=13_000, rate=30)
    until(lambda: Reservation.objects.filter(talking=False).count() >= 2)
    stage.desk.stop(signal.SIGKILL)
    until(lambda: not Reservation.objects.filter(talking=False, until__gt=now()).exists())
    stage.desk.start()

    calls = stage.over(6)
    assert {call.outcome for call in calls} == {"answered"}
    nobody_twice([call for call in calls if call.answered_by_id])


def test_a_desk_killed_amid_twenty_calls_loses_none_of_them(stage: Stage) -> None:
    for number in range(5):
        stage.technician(f"t{number}", phone_answers(100))
    stage.fallback()
    stage.calls(caller_talks(), 20, hold=1500, rate=20)
    until(lambda: Call.objects.filter(answered_at__isnull=False).count() >= 3)
    stage.desk.stop(signal.SIGKILL)
    stage.desk.start()

    calls = stage.over(20)
    assert {call.outcome for call in calls} == {"answered"}
    nobody_twice([call for call in calls if call.answered_by_id])
    until(lambda: not Reservation.objects.exists() and not Wait.objects.exists())
