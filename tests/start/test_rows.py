"""Models in hand-written statements are what the ORM would make of them."""

from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from amberdesk.mail.models import Mailbox
from amberdesk.orders.models import Message, Order
from amberdesk.start.engine.prepared import prepared
from amberdesk.start.engine.rows import Columns, insert, update
from tests.orders.shop import NINE, Desk, make_desk

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def desk() -> Desk:
    return make_desk()


def values_of(row: object) -> dict[str, object]:
    fields = row._meta.concrete_fields  # type: ignore[attr-defined]
    found = {field.attname: getattr(row, field.attname) for field in fields}
    return {name: bytes(value) if isinstance(value, memoryview) else value for name, value in found.items()}


def test_a_locked_order_is_as_the_orm_reads_it_with_what_it_points_at(desk: Desk) -> None:
    order = desk.assigned(at=NINE)
    Order.objects.filter(pk=order.pk).update(tags=["pilne", "kasa"])
    with transaction.atomic():
        locked = Order.objects.locked(order.pk)
    told = Order.objects.select_related("network", "site", "category", "assignee").get(pk=order.pk)
    assert values_of(locked) == values_of(told) and locked == told
    for name in ("network", "site", "category", "assignee"):
        mine, theirs = locked._state.fields_cache[name], getattr(told, name)
        assert (mine and values_of(mine)) == (theirs and values_of(theirs))


def test_an_order_is_locked_inside_a_transaction_only_and_only_if_it_is_there(desk: Desk) -> None:
    with pytest.raises(Order.DoesNotExist), transaction.atomic():
        Order.objects.locked(0)


@pytest.mark.django_db(transaction=True)
def test_a_lock_outside_a_transaction_would_hold_nothing(desk: Desk) -> None:
    order = desk.report(at=NINE)
    with pytest.raises(transaction.TransactionManagementError):
        Order.objects.locked(order.pk)


def test_what_is_kept_as_json_comes_back_as_it_went(desk: Desk) -> None:
    wording = {"pl": "Dzień dobry ąę", "en": 'Hello "you"'}
    box = Mailbox.objects.create(network=desk.network, address="fala@pomoc.example", wording=wording)
    columns = Columns(Mailbox, "b", but=("signature",))
    with prepared() as cursor:
        cursor.execute(f"SELECT {columns.sql} FROM mail_mailbox b WHERE b.id = %s", [box.pk])
        found = columns.taken(iter(cursor.fetchone()))
    assert found.wording == wording and found.trusted_servers == []
    assert "signature" in found.get_deferred_fields() and found.signature == ""


def test_a_new_row_is_written_whole_and_a_changed_one_as_far_as_it_is_named(desk: Desk) -> None:
    order = desk.report(at=NINE)
    pieces = [["new", "Model X ’\\"]]
    said = Message(
        order=order, public=True, channel="mail", text="50 % %s", pieces=pieces, at=AT, visible_at=AT
    )
    insert(said)
    assert not said._state.adding
    assert values_of(Message.objects.get(pk=said.pk)) == values_of(said)
    said.text, said.author_name = "inaczej", "nie to"
    update(said, "text")
    kept = Message.objects.get(pk=said.pk)
    assert (kept.text, kept.author_name, kept.pieces) == ("inaczej", "", pieces)
    update(said)
    assert values_of(Message.objects.get(pk=said.pk)) == values_of(said)


def test_a_row_that_is_gone_is_not_changed_in_silence(desk: Desk) -> None:
    said = Message(
        pk=10**9, order=desk.report(at=NINE), public=True, channel="mail", text="", at=AT, visible_at=AT
    )
    with pytest.raises(Message.DoesNotExist):
        update(said)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM orders_message WHERE id = %s", [said.pk])
        assert cursor.fetchone() == (0,)
