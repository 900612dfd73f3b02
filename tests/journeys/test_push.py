"""A technician lets his browser call him; a notice comes while no page of the desk is open."""

import json
from collections.abc import Iterator

import pytest
from django.utils.timezone import now
from playwright.sync_api import Browser, Page, expect

from amberdesk.reach.models import Browser as Known
from amberdesk.reach.queries import ways_of
from tests.journeys.entering import Enter, entering, until
from tests.journeys.seeing import axe_faults, seen
from tests.orders.calling import Crew, make_crew
from tests.orders.shop import HOUR
from tests.reach.test_push import AUTH, Reader, as_text

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]
# The maker's service is the edge of the world: only its answer is made up
SUBSCRIBED = """
const given = {"endpoint": "https://8.8.8.8/push/1", "keys": %s};
PushManager.prototype.subscribe = async () => ({toJSON: () => given});"""


@pytest.fixture
def crew(transactional_db: None) -> Crew:
    return make_crew("24/7", since=now() - HOUR)


@pytest.fixture
def enter(browser: Browser, address: str, crew: Crew) -> Iterator[Enter]:
    with entering(browser, address) as enter:
        yield enter


def test_a_browser_is_switched_on_shows_a_call_and_is_switched_off(crew: Crew, enter: Enter) -> None:
    page = enter(crew.desk.ewa, "/account/reach/", permissions=["notifications"])
    keys = {"p256dh": as_text(Reader().point), "auth": as_text(AUTH)}
    page.add_init_script(SUBSCRIBED % json.dumps(keys))
    page.reload()

    page.get_by_role("button", name="Włącz w tej przeglądarce").click()

    expect(page.get_by_text("Od teraz zawołamy Cię też w tej przeglądarce.")).to_be_visible()
    assert [way.kind for way in ways_of(crew.desk.ewa)] == ["push"]
    expect(page.locator("#browsers")).to_contain_text("Chrome")
    seen(page, "called-in-browser")
    assert axe_faults(page) == []
    page.get_by_role("button", name="Wyślij próbę").click()
    expect(page.get_by_text("Próba wysłana.")).to_be_visible()

    told = {"title": "FAL-26-000001-7, P1: pilne", "link": "/roster/duty/", "tag": "7"}
    deliver(page, told)
    shown = "navigator.serviceWorker.getRegistration('/static/reach/').then(r => r.getNotifications())"
    until(page, f"{shown}.then(found => found.some(n => n.title === '{told['title']}' && n.tag === '7'))")

    page.locator("#browsers").get_by_role("button", name="Usuń").click()
    expect(page.get_by_text("Usunięto.")).to_be_visible()
    assert not Known.objects.exists()


def test_a_browser_that_refuses_says_what_to_do(crew: Crew, enter: Enter) -> None:
    page = enter(crew.desk.ewa, "/account/reach/")
    page.evaluate("Notification.requestPermission = async () => 'denied'")

    page.get_by_role("button", name="Włącz w tej przeglądarce").click()

    expect(page.get_by_role("alert")).to_contain_text("nie pozwala na powiadomienia")
    assert not Known.objects.exists()


def deliver(page: Page, told: dict[str, str]) -> None:
    """Let the message come to the browser as its maker's service would bring it."""
    workers: list[dict] = []
    session = page.context.new_cdp_session(page)
    session.on(
        "ServiceWorker.workerRegistrationUpdated", lambda found: workers.extend(found["registrations"])
    )
    session.send("ServiceWorker.enable")
    until(page, "navigator.serviceWorker.getRegistration('/static/reach/').then(r => !!(r && r.active))")
    mine = next(worker for worker in workers if worker["scopeURL"].endswith("/static/reach/"))
    origin = mine["scopeURL"].removesuffix("/static/reach/")
    ready = {"origin": origin, "registrationId": mine["registrationId"], "data": json.dumps(told)}
    session.send("ServiceWorker.deliverPushMessage", ready)
