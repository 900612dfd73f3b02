"""In the store as in the rule: whatever order and however often calls are told, they are the same, and they add up."""

import random
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db.models import Count

from amberdesk.phone.actions.figures import reckon_hotlines
from amberdesk.phone.actions.take_in import note_told
from amberdesk.phone.calls import call_of
from amberdesk.phone.happenings import Happening, Outcome
from amberdesk.phone.models import Call, Exchange, HalfHour, Hotline
from tests.factories import NINE, make_network
from tests.phone.captures import NAMES, events, read
from tests.phone.hotlines import make_exchange
from tests.phone.shuffled import adds_up as figures_add_up
from tests.phone.shuffled import same_in_any_order
from tests.phone.switchboard import make_line
from tests.phone.test_calls import SCENARIOS, START

pytestmark = pytest.mark.django_db
NUMBERS = ("+48586201100", "+48221000001", "+48221000002")
LATER = timedelta(hours=1)


@pytest.fixture
def exchange() -> Exchange:
    made = make_exchange()
    network = make_network()
    for number in NUMBERS:
        Hotline.objects.create(network=network, number=number, exchange=made)
    return made


@pytest.mark.parametrize("seed", range(4))
def test_calls_told_in_any_order_and_repeated_are_stored_the_same_and_outcomes_add_up(
    exchange: Exchange, seed: int
) -> None:
    luck, everything = random.Random(seed), _scenarios()
    expected = {name: call_of(h for of, h in everything if of == name) for name, _ in everything}
    mixed = [*everything, *luck.choices(everything, k=len(everything) // 2)]
    luck.shuffle(mixed)
    while mixed:
        size = luck.randint(1, 9)
        part, mixed = mixed[:size], mixed[size:]
        note_told(exchange, part, received_at=START + LATER, at=START + LATER)

    for name, facts in expected.items():
        call = Call.objects.get(key=f"pbx:{name}")
        assert facts is not None
        assert (call.outcome, call.offered_at, call.answered_at, call.ended_at) == (
            facts.outcome,
            facts.offered_at,
            facts.answered_at,
            facts.ended_at,
        )
        assert (call.wait_ms, call.talk_ms) == (facts.wait_ms, facts.talk_ms)
        rings = call.rings.order_by("started_at", "key").values_list("key", "result", "missed")
        assert list(rings) == [(r.key, r.result.value if r.result else "", r.missed) for r in facts.rings]
    adds_up(len(expected))


def _scenarios() -> list[tuple[str, Happening]]:
    own = [(name, h) for name, happenings in SCENARIOS.items() for h in happenings]
    captured = [(f"{name}-{of}", h) for name in NAMES for of, h in read(events(name))]
    return [(name.replace(" ", "_"), _renamed(name, h)) for name, h in own + captured]


def _renamed(name: str, told: Happening) -> Happening:
    """Return it with an id of its call's own: captures are of different days of one machine."""
    return replace(told, id=f"{name}/{told.id}"[-160:])


def adds_up(offered: int) -> None:
    """The identity: offered = the sum of outcomes, in the calls and in the kept figures."""
    by_outcome = dict(Call.objects.values_list("outcome").annotate(Count("pk")))
    assert set(by_outcome) <= {outcome.value for outcome in Outcome}
    assert sum(by_outcome.values()) == Call.objects.count() == offered
    reckon_hotlines(START + LATER)
    halves = list(HalfHour.objects.values())
    with_hotline = Call.objects.filter(hotline__isnull=False).count()
    assert sum(row["offered"] for row in halves) == with_hotline > 0
    for row in halves:
        assert row["offered"] == sum(row[outcome.value] for outcome in Outcome)


def test_what_was_really_sent_is_the_same_in_any_order_and_its_half_hours_add_up() -> None:
    line = make_line()
    line.answered()
    line.answered(30, caller="+48600999999", talk=0)
    line.abandoned(60)
    line.rejected(90, caller="+48600888888")

    assert same_in_any_order() == figures_add_up(NINE) == 4
    HalfHour.objects.update(abandoned=0)
    with pytest.raises(AssertionError):
        figures_add_up(NINE)
