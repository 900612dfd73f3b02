"""Who may see a call, and how lists of calls are narrowed and turned over."""

from datetime import timedelta

import pytest

from amberdesk.phone.access import NoSuchCall, call_for, calls_for, sees_names
from amberdesk.phone.models import Call, Exchange
from amberdesk.phone.queries import CallFilter, call_page, calls_now, narrowed, waiting_now
from amberdesk.rosters.queries import standing_of
from tests.factories import NINE, make_company, make_network, make_person, make_technician
from tests.phone.telling import make_hotline, ring

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def exchange() -> Exchange:
    make_company()
    fal, bur = make_network(), make_network("BUR")
    made = make_hotline(fal, "+48586201100", make_technician("L1", fal, name="Ewa Lis"))
    make_hotline(bur, "+48586201200")
    return made


def numbers(calls: list[Call]) -> list[str]:
    return [call.caller[-3:] for call in calls]


def test_everybody_sees_the_calls_of_his_networks_alone(exchange: Exchange) -> None:
    ours = ring(exchange)
    theirs = ring(exchange, number="+48586201200", agent="x")
    nobodys = ring(exchange, number="+48999999999", agent="x")
    fal = ours.network
    assert fal is not None
    seen = {
        who: set(calls_for(standing_of(person.pk)).values_list("pk", flat=True))
        for who, person in {
            "L1": ours.answered_by,
            "coordinator": make_person("coordinator", supervises=[fal]),
            "representative": make_person("representative", represents=fal),
            "other": make_person("coordinator"),
            "administrator": make_person("administrator"),
        }.items()
        if person
    }

    assert seen == {
        "L1": {ours.pk},
        "coordinator": {ours.pk},
        "representative": {ours.pk},
        "other": set(),
        "administrator": {nobodys.pk},
    }
    assert calls_for(None).count() == 0
    with pytest.raises(NoSuchCall):
        call_for(standing_of(ours.answered_by.pk), theirs.pk)  # type: ignore[union-attr]


def test_representatives_never_learn_who_of_us_it_was(exchange: Exchange) -> None:
    call = ring(exchange)
    assert call.network and call.answered_by
    representative = make_person("representative", represents=call.network)

    assert sees_names(standing_of(call.answered_by.pk), call.network)
    assert not sees_names(standing_of(representative.pk), call.network)
    assert not sees_names(None, call.network)


def test_a_list_goes_on_by_a_key_without_losing_or_repeating(exchange: Exchange) -> None:
    for n in range(7):
        ring(exchange, at=NINE + (n // 2) * MINUTE, caller=f"60010010{n}")
    everything, found, after = Call.objects.all(), [], ""
    for _ in range(4):
        page = call_page(everything, CallFilter(), after=after, limit=2)
        found += numbers(page.calls)
        after = page.next

    assert found == [f"10{n}" for n in (6, 5, 4, 3, 2, 1, 0)] and after == ""
    assert numbers(call_page(everything, CallFilter(), after="no key", limit=2).calls) == ["106", "105"]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (CallFilter(number="600 100 201"), ["201"]),
        (CallFilter(number="+48 600-100-202"), ["202"]),
        (CallFilter(number="0100203"), ["203"]),
        (CallFilter(number="0_0%"), []),
        (CallFilter(outcome="abandoned"), ["202"]),
        (CallFilter(ending="none"), ["203", "201"]),
        (CallFilter(since=NINE + 2 * MINUTE), ["203", "202"]),
        (CallFilter(until=NINE + 2 * MINUTE), ["201"]),
        (CallFilter(site_ids=frozenset()), []),
        (CallFilter(networks=frozenset({0})), []),
    ],
)
def test_a_list_is_narrowed(exchange: Exchange, wanted: CallFilter, found: list[str]) -> None:
    ring(exchange, at=NINE + MINUTE, caller="600100201")
    ring(exchange, at=NINE + 2 * MINUTE, caller="600100202", talk=None, end="call.abandoned")
    ring(exchange, at=NINE + 3 * MINUTE, caller="600100203")

    calls = narrowed(Call.objects.all(), wanted).order_by("-offered_at")
    assert numbers(list(calls)) == found


def test_who_waits_is_first_among_the_calls_that_run(exchange: Exchange) -> None:
    call = ring(exchange)
    assert call.network_id
    Call.objects.filter(pk=call.pk).update(ended_at=None)
    waiting = ring(exchange, at=NINE + MINUTE, caller="600100209", talk=None, end="call.queued")

    assert numbers(calls_now([call.network_id], NINE + 2 * MINUTE)) == ["209", "200"]
    assert waiting_now([call.network_id], NINE + 2 * MINUTE) == [waiting.offered_at]
    assert waiting_now([call.network_id], NINE + timedelta(days=2)) == []
