"""Events reach every subscriber, each on its own, and a slow worker does nothing a second time."""

from collections.abc import Iterator
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
