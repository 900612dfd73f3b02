"""Events reach every subscriber, each on its own, and a slow worker does nothing a second time."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from amberdesk.outbox import deliver
from amberdesk.outbox.actor import MACHINE
from amberdesk.outbox.deliver import BACKOFF, LEASE, Subscriber, fan_out, run_lane, subscribe
from amberdesk.outbox.models import Delivery, Event, Pending
from amberdesk.outbox.publish import publish
from amberdesk.wiring.switchboard import SWITCHBOARD

pytestmark = pytest.mark.django_db
NOW = timezone.now()
heard: list[int] = []
failing = 0


def hear(event: Event) -> None:
    heard.append(event.pk)


def dawdle(event: Event) -> None:
    """Take so long over the first event that another worker takes what is left of this one's share."""
    hear(event)
    if len(heard) == 1:
        run_lane("slow", NOW + LEASE)


def fail(event: Event) -> None:
    hear(event)
    raise ValueError("no")


def hear_some(event: Event) -> None:
    hear(event)
    if event.pk == failing:
        raise ValueError("no")


@pytest.fixture(autouse=True)
def board() -> Iterator[None]:
    heard.clear()
    subscribe({"thing.done": [Subscriber("slow", dawdle)], "thing.failed": [Subscriber("slow", fail)]})
    yield
    subscribe(SWITCHBOARD)


def happened(kind: str = "thing.done") -> int:
    with transaction.atomic():
        return publish(kind, at=NOW, by=MACHINE, subject="thing:1")


def test_what_another_worker_took_after_the_lease_is_not_done_again():
    ids = [happened() for _ in range(3)]
    fan_out(NOW)
    run_lane("slow", NOW)
    assert sorted(heard) == ids and not Delivery.objects.exists()


def test_a_failing_subscriber_is_tried_again_later():
    happened("thing.failed")
    fan_out(NOW)
    assert run_lane("slow", NOW) == 1
    assert Delivery.objects.get().due_at == NOW + BACKOFF[0]
    assert run_lane("slow", NOW + BACKOFF[0] - timedelta(seconds=1)) == 0
    assert run_lane("slow", NOW + BACKOFF[0]) == 1 and len(heard) == 2


def test_a_subscriber_that_nobody_needs_now_gets_no_delivery():
    needed = False
    subscribe({"thing.done": [Subscriber("slow", hear, lambda: needed)]})
    happened()
    assert fan_out(NOW) == 1 and not Delivery.objects.exists() and not Pending.objects.exists()
    needed = True
    happened()
    fan_out(NOW)
    assert Delivery.objects.get().subscriber == deliver.Subscriber("slow", hear).name


def test_what_a_subscriber_takes_together_it_is_told_of_once():
    rounds = []
    together = Subscriber("slow", hear, for_many=lambda events: rounds.append([e.pk for e in events]))
    subscribe({"thing.done": [together]})
    ids = [happened() for _ in range(3)]
    fan_out(NOW)
    assert run_lane("slow", NOW) == 3 and rounds == [ids] and heard == [] and not Delivery.objects.exists()


def test_of_those_that_fail_together_each_is_told_alone_and_only_the_failing_one_waits(monkeypatch):
    ids = [happened() for _ in range(3)]
    monkeypatch.setattr(f"{__name__}.failing", ids[1])
    subscribe({"thing.done": [Subscriber("slow", hear_some, for_many=lambda es: [hear_some(e) for e in es])]})
    fan_out(NOW)
    run_lane("slow", NOW)
    assert heard == [*ids[:2], *ids]
    assert Delivery.objects.get().event_id == ids[1] and Delivery.objects.get().due_at == NOW + BACKOFF[0]


def test_what_another_worker_holds_is_not_done_together_either():
    ids, rounds = [happened() for _ in range(3)], []

    def together(events: Sequence[Event]) -> None:
        rounds.append([e.pk for e in events])

    subscribe({"thing.done": [Subscriber("slow", hear, for_many=together)]})
    fan_out(NOW)
    mine = deliver._take("slow", NOW, 50)
    deliver._take("slow", NOW + LEASE, 1)
    events = Event.objects.in_bulk(ids)
    assert deliver._not_gathered(mine, events) == mine and rounds == []
    for delivery in mine:
        deliver._run(delivery, events[delivery.event_id], NOW)
    assert heard == ids[1:] and Delivery.objects.count() == 1


def test_a_subscriber_that_is_no_more_delays_nobody():
    happened()
    fan_out(NOW)
    subscribe({"thing.done": []})
    run_lane("slow", NOW)
    assert Delivery.objects.get().error
