"""What has changed since an instant is found in the journal, however long it is."""

from datetime import datetime, timedelta

import pytest
from django.utils.timezone import now

from amberdesk.orders import changes
from amberdesk.orders.actions import note
from amberdesk.orders.changes import changed_since
from amberdesk.outbox.models import Event
from tests.orders.shop import DAY, NINE, Desk, actor

SECOND = timedelta(seconds=1)


def recorded(number: int) -> datetime:
    """When the journal's n-th event was written."""
    return Event.objects.order_by("pk").values_list("recorded_at", flat=True)[number]


def test_orders_are_named_from_any_instant_on(desk: Desk) -> None:
    orders = [desk.report() for _ in range(9)]
    first = Event.objects.count() - 9

    for n in range(9):
        assert changed_since(recorded(first + n)) == {o.pk for o in orders[n:]}
    assert changed_since(NINE - 1000 * DAY) == {o.pk for o in orders}
    assert changed_since(now() + SECOND) == frozenset()


def test_what_was_written_late_counts_by_when_it_was_written(desk: Desk) -> None:
    old, other = desk.report(), desk.report()
    since = now()
    note(old, text="dopisane", by=actor(desk.ewa), at=NINE)

    assert changed_since(since) == {old.pk} and other.pk != old.pk


def test_an_empty_journal_has_no_changes(db: None) -> None:
    assert changed_since(NINE) == frozenset()


def test_too_many_changes_are_not_named(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes, "MOST", 3)
    since = now() - SECOND
    for _ in range(4):
        desk.report()

    assert changed_since(since) is None


def test_looking_takes_two_statements(desk: Desk, django_assert_num_queries: object) -> None:
    desk.report()
    with django_assert_num_queries(2):  # type: ignore[operator]
        changed_since(NINE)
