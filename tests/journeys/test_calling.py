"""An urgent order in real browsers: one is called and does not answer, the next one presses "Przyjmuję" on his phone."""

from collections.abc import Iterator

import pytest
from django.utils.timezone import now
from playwright.sync_api import Browser, expect

from amberdesk.customers.codes import Degree, Level
from amberdesk.orders.actions import assign
from amberdesk.orders.actions.calling import call_due
from amberdesk.orders.models import Order
from amberdesk.outbox.journal import journal
from amberdesk.reach.queries import ways_of
from tests.factories import make_person, make_shift
from tests.journeys.entering import Enter, entering, on_air
from tests.journeys.seeing import seen
from tests.orders.calling import Crew, call, make_crew
from tests.orders.shop import HOUR, MINUTE, actor

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def crew(transactional_db: None) -> Crew:
    crew = make_crew("24/7", since=now() - HOUR)
    for person in (crew.desk.tomasz, crew.lech):
        make_shift(person, "L2", now() - HOUR)
        person.phone = "+48500100200"
        person.save()
    return crew


@pytest.fixture
def enter(browser: Browser, address: str, crew: Crew) -> Iterator[Enter]:
    with entering(browser, address) as enter:
        yield enter


def test_who_does_not_answer_is_followed_by_the_next_who_accepts_on_his_phone(
    crew: Crew, enter: Enter
) -> None:
    at = now()
    order = crew.desk.report(at=at, impact=Degree.HIGH)
    order = assign(order, level=Level.L2, technician=crew.desk.tomasz, by=actor(crew.desk.anna), at=at)
    his = enter(crew.desk.tomasz, f"/orders/{order.number}/")
    on_air(his)
    expect(his.locator("#act-accept")).to_have_count(0)
    call(order, at, at)
    expect(his.get_by_role("button", name="Przyjmuję")).to_be_visible()
    expect(his.locator(".order-head .banner")).to_contain_text("Wezwano: Tomasz Kos.")
    seen(his, "called-order")

    lech = enter(crew.lech, "/roster/duty/", viewport={"width": 320, "height": 700})
    on_air(lech)
    expect(lech.locator("#summonses")).to_have_count(0)
    call_due(at + 5 * MINUTE)
    expect(lech.locator(f"#summons-{order.pk}")).to_contain_text("pilne zgłoszenie")
    seen(lech, "called-duty")
    lech.locator(f"#summons-{order.pk}").get_by_role("button", name="Przyjmuję").click()
    expect(lech.get_by_text("Przyjęte. Nikt więcej nie będzie wzywany.")).to_be_visible()

    expect(his.locator("#act-accept")).to_have_count(0)
    expect(his.locator("#order-story")).to_contain_text("przyjmuje zgłoszenie")
    assert Order.objects.get(pk=order.pk).called_at is None and call_due(at + HOUR) == 0
    kinds = [e.kind for e in journal(order.subject_key)]
    assert kinds[-3:] == ["order.called", "order.called", "order.accepted"]


def test_the_letters_link_leads_through_the_button_and_ways_are_chosen_on_a_phone(
    crew: Crew, enter: Enter
) -> None:
    order = crew.desk.report(at=now(), impact=Degree.HIGH)
    call(order, now(), now())
    page = enter(crew.desk.anna, f"/orders/{order.number}/accept/", viewport={"width": 320, "height": 700})
    expect(page.get_by_text("pilne zgłoszenie")).to_be_visible()
    seen(page, "accept-page")
    page.get_by_role("button", name="Przyjmuję").click()
    expect(page.get_by_text("Przyjęte. Nikt więcej nie będzie wzywany.")).to_be_visible()

    own = enter(crew.desk.tomasz, "/account/reach/", viewport={"width": 320, "height": 700})
    own.locator("#sms").get_by_label("Używaj").check()
    own.get_by_role("button", name="Zapisz").click()
    expect(own.locator("#order")).to_contain_text("po 2 minutach")
    seen(own, "reach")
    assert [way.kind for way in ways_of(crew.desk.tomasz)] == ["sms"]

    office = enter(make_person("administrator"), "/office/gateway/")
    seen(office, "gateway")
