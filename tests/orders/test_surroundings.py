"""What stands around an order, who looks at it, and ready answers."""

from datetime import timedelta

import pytest

from amberdesk.customers.refusals import Forbidden
from amberdesk.orders import actions
from amberdesk.orders.actions.look_at import look_at, look_away, sweep_viewers
from amberdesk.orders.actions.reply_template import keep_template
from amberdesk.orders.clock_now import clocks_now
from amberdesk.orders.models import Mention, Order, Viewer
from amberdesk.orders.near import near_orders
from amberdesk.orders.reply_texts import fill
from amberdesk.orders.sla import readings
from amberdesk.orders.states import Refused
from amberdesk.orders.surroundings import (
    SEEN_FOR,
    templates_for,
    viewers_of,
)
from amberdesk.outbox.actor import MACHINE
from tests.factories import NINE, make_person
from tests.orders.shop import HOUR, MINUTE, Desk, actor


def test_whoever_has_the_order_open_is_seen_by_the_others_until_he_goes(desk: Desk) -> None:
    order = desk.report()
    assert look_at(order, person=desk.ewa, at=NINE)
    assert not look_at(order, person=desk.ewa, at=NINE + MINUTE / 2)
    assert viewers_of(order, but=desk.tomasz, at=NINE + MINUTE / 2) == ["Ewa Lis"]
    assert viewers_of(order, but=desk.ewa, at=NINE) == []
    assert viewers_of(order, but=desk.tomasz, at=NINE + MINUTE / 2 + SEEN_FOR) == []
    look_away(order, person=desk.ewa)
    assert not Viewer.objects.exists()


def test_pages_that_were_closed_without_a_word_are_forgotten(desk: Desk) -> None:
    look_at(desk.report(), person=desk.ewa, at=NINE)
    assert sweep_viewers(NINE + MINUTE) == 0
    assert sweep_viewers(NINE + HOUR) == 1


def test_opening_the_order_reads_the_mention(desk: Desk) -> None:
    order = desk.in_progress()
    actions.note(order, text="@Tomasz Kos zerkniesz?", mentions=[desk.tomasz.pk], by=actor(desk.ewa), at=NINE)
    mention = Mention.objects.get(person=desk.tomasz)
    assert (mention.message.order, mention.seen_at) == (order, None)
    look_at(order, person=desk.tomasz, at=NINE)
    mention.refresh_from_db()
    assert mention.seen_at == NINE


@pytest.mark.parametrize("hours", [0, 1, 3, 30, 80])
def test_clocks_carried_on_from_their_rows_are_what_the_journal_says(desk: Desk, hours: int) -> None:
    order = Order.objects.get(pk=desk.in_progress().pk)
    at = NINE + timedelta(hours=hours)
    truth = {t: (r.left, r.due_at) for t, r in readings(order, at).items()}
    shown = {c.target: (c.left, c.due_at) for c in clocks_now(order, at)}
    assert shown == truth


def test_near_are_the_orders_of_the_device_and_of_the_shop(desk: Desk) -> None:
    same = desk.report()
    other = desk.report(device=None)
    order = desk.report()
    found = [(n.number, n.how) for n in near_orders(order, [desk.network.pk])]
    assert found == [(same.number, "device"), (other.number, "site")]
    assert near_orders(order, []) == []


def test_near_are_linked_orders_which_say_which_follows_which(desk: Desk) -> None:
    first, second = desk.in_progress(), desk.in_progress()
    actions.link(second, other=first, how="follows", by=actor(desk.anna), at=NINE)
    mine = [desk.network.pk]
    assert [(n.number, n.how) for n in near_orders(first, mine)] == [(second.number, "followed_by")]
    assert [(n.number, n.how) for n in near_orders(second, mine)] == [(first.number, "follows")]
    assert near_orders(second, []) == []


def test_five_orders_of_a_device_leave_room_for_five_of_the_shop(desk: Desk) -> None:
    for _ in range(7):
        desk.report()
    others = [desk.report(device=None) for _ in range(2)]
    for _ in range(5):
        desk.report()
    near = near_orders(desk.report(), [desk.network.pk])
    assert [n.how for n in near].count("device") == 5
    assert {o.number for o in others} <= {n.number for n in near} or [n.how for n in near].count("site") == 5


def test_a_template_is_filled_by_plain_replacement_once() -> None:
    values = {"name": "{number}", "number": "FAL-26-000001-2", "secret": "x"}
    text = "Dzień dobry {name}, {number}. {secret} {{ settings.SECRET_KEY }} {name.__class__} {% include %}"
    assert fill(text, values) == (
        "Dzień dobry {number}, FAL-26-000001-2. {secret} {{ settings.SECRET_KEY }} {name.__class__} {% include %}"
    )


def test_only_the_office_keeps_templates(desk: Desk) -> None:
    made = keep_template(name="Powitanie", text={"pl": "Dzień dobry, {name}."}, by=MACHINE, at=NINE)
    office = make_person("administrator")
    kept = keep_template(made, name="Powitanie", text={"pl": "Witam {name}."}, by=actor(office), at=NINE)
    assert kept.text == {"pl": "Witam {name}."}
    with pytest.raises(Forbidden):
        keep_template(name="Inny", text={"pl": "x"}, by=actor(desk.anna), at=NINE)
    for wrong in ({"en": "x"}, {"pl": "{settings}"}, {"pl": "x" * 5001}):
        with pytest.raises(Refused):
            keep_template(name="Inny", text=wrong, by=MACHINE, at=NINE)
    with pytest.raises(Refused, match="template_name_taken"):
        keep_template(name="Powitanie", text={"pl": "x"}, by=MACHINE, at=NINE)


def test_templates_of_the_category_come_first(desk: Desk) -> None:
    order = desk.report()
    keep_template(name="A ogólny", text={"pl": "x"}, by=MACHINE, at=NINE)
    keep_template(name="B drukarka", text={"pl": "x"}, category=desk.category, by=MACHINE, at=NINE)
    keep_template(name="C nieużywany", text={"pl": "x"}, active=False, by=MACHINE, at=NINE)
    assert [t.name for t in templates_for(order)] == ["B drukarka", "A ogólny"]
