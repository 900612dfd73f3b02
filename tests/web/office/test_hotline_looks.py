"""The pages of hotlines and exchanges in a real browser: axe finds nothing, phones need no sideways scrolling."""

import os

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from amberdesk.outbox.actor import MACHINE
from amberdesk.phone.actions.hotlines import add_hotline
from amberdesk.phone.actions.set_up import add_exchange, assign_phone
from amberdesk.phone.actions.take_in import take_in
from tests.factories import NINE, make_company, make_network, make_person
from tests.journeys.seeing import axe_faults

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


@pytest.mark.django_db(transaction=True)
@pytest.mark.long
def test_every_page_is_usable_by_everybody(live_server: LiveServer, browser: Browser) -> None:
    make_company()
    boss = make_person("administrator", "Irena Boss")
    made = [
        add_exchange(name=f"Centrala {kind}", code=kind, kind=kind, settings={}, by=MACHINE, at=NINE).pk
        for kind in ("cti", "report")
    ]
    api = add_exchange(name="Centrala SIP", code="sip", kind="api", settings={}, by=MACHINE, at=NINE)
    add_hotline(make_network(), {"number": "586201101", "exchange": api}, by=MACHINE, at=NINE)
    assign_phone(api, agent="sip:t1@10.0.0.5", person=make_person("technician"), by=MACHINE, at=NINE)
    take_in(api, b'[{"id": "1"}]', headers={}, at=NINE)
    client = Client()
    client.force_login(boss)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    pages = ["hotlines/", "hotlines/add/", f"exchanges/{api.pk}/", "exchanges/add/?kind=asterisk"]
    pages += ["exchanges/add/?kind=report", *(f"exchanges/{pk}/" for pk in made)]

    for width, scheme in ((1280, "light"), (320, "dark")):
        context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)  # type: ignore[arg-type]
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": live_server.url}])
        page = context.new_page()
        for path in pages:
            page.goto(f"{live_server.url}/office/{path}")
            page.evaluate("for (const one of document.querySelectorAll('main details')) one.open = true")
            assert axe_faults(page) == [], path
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        context.close()
