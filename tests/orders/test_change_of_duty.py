"""The change of duty: what L2 takes over for the night, as whom it acts, and what L1 finds in the morning."""

from datetime import datetime

import pytest
from django.test import Client

from amberdesk.customers.codes import Level, WaitReason
from amberdesk.orders import actions
from amberdesk.orders.actions.watch import wake_orders
from amberdesk.orders.duty_queries import done_for_l1, duty_minutes, going_over
from amberdesk.orders.models import Order
from amberdesk.outbox.journal import journal
from amberdesk.rosters.queries import standing_of
from amberdesk.web.orders import seat
from amberdesk.web.roster import duty
from tests.factories import make_shift, warsaw
from tests.orders.shop import DAY, HOUR, MINUTE, Desk, actor, make_desk

pytestmark = pytest.mark.django_db
EIGHT, NINE, SIXTEEN = (warsaw(f"2026-03-02 {hour}:00") for hour in ("08", "09", "16"))
MORNING = EIGHT + DAY


@pytest.fixture
def desk() -> Desk:
    desk = make_desk("FAL", "24/7")
    for day in (0, 1):
        make_shift(desk.ewa, "L1", EIGHT + day * DAY, hours=8)
    make_shift(desk.tomasz, "L2", SIXTEEN, hours=16, kind="standby")
    return desk


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch):
    """Give page(person, at): his duty page at an instant; acts that follow are done then."""

    def page(person, at: datetime) -> tuple[Client, str]:
        for module in (duty, seat):
            monkeypatch.setattr(module, "now", lambda: at)
        client = Client()
        client.force_login(person)
        return client, client.get("/roster/duty/").content.decode()

    return page


def numbers(person, at) -> list[str]:
    return [handing.order.number for handing in going_over(standing_of(person.pk), at)]


def test_fifteen_minutes_before_the_change_open_orders_whose_clock_runs_on_go_over(desk):
    order = desk.assigned(at=NINE, technician=desk.ewa)
    for person in (desk.tomasz, desk.ewa, desk.anna):
        assert numbers(person, SIXTEEN - 16 * MINUTE) == []
        assert numbers(person, SIXTEEN - 15 * MINUTE) == [order.number]
        assert numbers(person, SIXTEEN + 3 * HOUR) == [order.number]
        assert numbers(person, MORNING) == []
    assert numbers(desk.olga, SIXTEEN) == []


def test_what_waits_is_of_another_level_or_has_no_clock_at_night_does_not_go_over(desk):
    waiting = desk.in_progress(at=NINE)
    actions.wait(waiting, reason=WaitReason.PART, by=actor(desk.ewa), at=NINE)
    desk.in_progress(at=NINE, level=Level.L3)
    solved = desk.in_progress(at=NINE)
    actions.resolve(solved, text="Gotowe", code="restart", minutes=3, by=actor(desk.ewa), at=NINE)

    assert numbers(desk.tomasz, SIXTEEN) == []


def test_where_nobody_works_at_night_nothing_goes_over():
    day = make_desk("BUR", "8-16")
    day.assigned(at=NINE, technician=day.ewa)

    assert numbers(day.tomasz, SIXTEEN - MINUTE) == [] == numbers(day.tomasz, SIXTEEN)


def test_an_order_goes_through_the_night_and_stays_its_owners(desk, page):
    order = desk.assigned(at=NINE, technician=desk.ewa)
    assert order.number not in page(desk.tomasz, SIXTEEN - 20 * MINUTE)[1]
    shown = page(desk.tomasz, SIXTEEN - 15 * MINUTE)[1]
    assert "Do przejęcia" in shown and order.number in shown and "Ewa Lis" in shown

    evening = SIXTEEN + 2 * HOUR
    client, shown = page(desk.tomasz, evening)
    assert "Za I linię odpowiada II linia wsparcia" in shown and "Weź do realizacji" in shown
    client.post(f"/orders/{order.number}/start/", {"version": order.version})
    order = Order.objects.get()
    actions.reply(order, text="Proszę wymienić rolkę", by=actor(desk.tomasz), at=evening + MINUTE)

    started = journal(order.subject_key).get(kind="order.started")
    assert (started.at, started.acting_as, started.data["own"]) == (evening, "L1", "L2")
    assert (order.state, order.level, order.assignee) == ("in_progress", "L1", desk.ewa)

    shown = page(desk.ewa, MORNING)[1]
    assert "Zrobione za I linię" in shown and "Twoje" in shown
    assert "Tomasz Kos" in shown and "odpowiada klientowi" in shown
    assert "Do przejęcia" not in shown and "Do przejęcia" not in page(desk.tomasz, MORNING)[1]
    kinds = set(journal(order.subject_key).values_list("kind", flat=True))
    assert not kinds & {"order.handed_over", "order.sent_back"}


def test_a_form_of_saturday_evening_is_verified_by_rule_and_worked_by_whoever_has_the_duty(desk, page):
    saturday = warsaw("2026-03-07 18:00")
    make_shift(desk.tomasz, "L2", saturday - 2 * HOUR, hours=8, kind="standby")
    order = desk.report(at=saturday)
    assert order.number in page(desk.tomasz, saturday)[1]

    assert wake_orders(saturday + 15 * MINUTE) == 1
    client, shown = page(desk.tomasz, saturday + 16 * MINUTE)
    assert "Weź do realizacji" in shown
    client.post(f"/orders/{order.number}/start/", {"version": Order.objects.get().version})
    order = Order.objects.get()
    assert (order.verified_by_rule, order.level, order.assignee) == (True, "L1", desk.tomasz)
    actions.resolve(
        order, text="Restart", code="restart", minutes=12, by=actor(desk.tomasz), at=saturday + HOUR
    )

    assert Order.objects.get().solved_by == "L2_duty"
    month = warsaw("2026-03-01 00:00"), warsaw("2026-04-01 00:00")
    assert duty_minutes([desk.network.pk], *month) == {desk.tomasz.pk: (1, 12)}
    assert duty_minutes([desk.network.pk], month[1], month[1] + 30 * DAY) == {}


def test_in_the_morning_only_what_others_did_as_l1_is_told(desk):
    mine, his = desk.in_progress(at=NINE), desk.assigned(at=NINE)
    actions.note(mine, text="Moja notatka", by=actor(desk.ewa), at=SIXTEEN + HOUR)
    actions.note(his, text="Nocna notatka", by=actor(desk.tomasz), at=SIXTEEN + HOUR)

    done = done_for_l1(standing_of(desk.ewa.pk), SIXTEEN, MORNING)

    assert [(d.order, [e.message.text for e in d.entries], d.mine) for d in done] == [
        (his, ["Nocna notatka"], False)
    ]
    assert done_for_l1(standing_of(desk.ewa.pk), SIXTEEN + 2 * HOUR, MORNING) == []
