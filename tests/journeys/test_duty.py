"""A day's end, a night and a morning in a real browser: 15:45, 18:00, 8:00, on the page that is made for a phone."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from amberdesk.orders.models import Order
from amberdesk.outbox.journal import journal
from amberdesk.people.models import Person
from amberdesk.web.orders import compose, seat
from amberdesk.web.roster import duty
from tests.factories import make_shift, warsaw
from tests.journeys.seeing import seen
from tests.orders.shop import DAY, HOUR, MINUTE, Desk, make_desk

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]
EIGHT, SIXTEEN = warsaw("2026-03-02 08:00"), warsaw("2026-03-02 16:00")
Open = Callable[[Person, datetime], Page]


@pytest.fixture
def desk(transactional_db: None) -> Desk:
    desk = make_desk("FAL", "24/7")
    for day in (0, 1):
        make_shift(desk.ewa, "L1", EIGHT + day * DAY, hours=8)
    make_shift(desk.tomasz, "L2", SIXTEEN, hours=16, kind="standby")
    return desk


@pytest.fixture
def on_duty(browser: Browser, live_server, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:  # type: ignore[no-untyped-def]
    """Give on_duty(person, at): his duty page on a phone at an instant; what he then does is done at that instant."""
    with ExitStack() as stack:

        def on_duty(person: Person, at: datetime) -> Page:
            for module in (duty, seat, compose):
                if hasattr(module, "now"):
                    monkeypatch.setattr(module, "now", lambda: at)
            context = browser.new_context(
                base_url=live_server.url, locale="pl-PL", viewport={"width": 320, "height": 700}
            )
            stack.callback(context.close)
            client = Client()
            client.force_login(person)
            session = client.cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
            page = context.new_page()
            page.goto("/roster/duty/")
            return page

        yield on_duty


def test_an_order_is_taken_over_worked_at_night_and_back_with_its_owner_in_the_morning(
    desk: Desk, on_duty: Open
) -> None:
    order = desk.assigned(at=EIGHT + HOUR, technician=desk.ewa)
    page = on_duty(desk.tomasz, SIXTEEN - 16 * MINUTE)
    expect(page.get_by_role("heading", name="Kto ma dyżur teraz")).to_be_visible()
    expect(page.get_by_text(order.number)).to_have_count(0)

    page = on_duty(desk.tomasz, SIXTEEN - 15 * MINUTE)
    expect(page.locator(f"#handed-{order.pk}")).to_contain_text("Ewa Lis")
    seen(page, "duty-before")

    page = on_duty(desk.tomasz, SIXTEEN + 2 * HOUR)
    expect(page.locator("#now")).to_contain_text("Za I linię odpowiada II linia wsparcia")
    page.locator(f"#handed-{order.pk}").get_by_role("button", name="Weź do realizacji").click()
    expect(page.locator(".order-facts .state")).to_have_text("W realizacji")
    expect(page.locator(".order-facts")).to_contain_text("Ewa Lis")

    page = on_duty(desk.ewa, EIGHT + DAY)
    expect(page.locator("#done")).to_contain_text("Tomasz Kos")
    expect(page.locator("#done")).to_contain_text("Twoje")
    expect(page.locator("#handed")).to_have_count(0)
    seen(page, "duty-morning")

    kept = Order.objects.get()
    started = journal(kept.subject_key).get(kind="order.started")
    assert (kept.assignee, kept.level, started.acting_as) == (desk.ewa, "L1", "L1")
