"""The pages of mailboxes in a real browser: axe finds nothing, phones need no sideways scrolling."""

import os

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from amberdesk.mail.actions.set_up import open_mailbox
from amberdesk.mail.actions.state import note_trouble, note_well
from amberdesk.mail.connections import Away, Trouble
from amberdesk.outbox.actor import MACHINE
from tests.factories import NINE, make_network, make_person
from tests.journeys.seeing import axe_faults

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


@pytest.mark.django_db(transaction=True)
@pytest.mark.long
def test_every_page_is_usable_by_everybody(live_server: LiveServer, browser: Browser) -> None:
    facts = {"address": "fala@pomoc.example", "host": "imap.pomoc.example", "password": "tajne"}
    box = open_mailbox(make_network(), facts, by=MACHINE, at=NINE)
    note_trouble(box, Away(Trouble.SIGN_IN, "[AUTHENTICATIONFAILED] Authentication failed."), at=NINE)
    left = open_mailbox(box.network, facts | {"address": "inna@pomoc.example"}, by=MACHINE, at=NINE)
    note_well(left, at=NINE, but=Away(Trouble.LEFT, "[OVERQUOTA] Quota exceeded"))
    client = Client()
    client.force_login(make_person("administrator", "Irena Boss"))
    key = client.cookies[settings.SESSION_COOKIE_NAME].value

    for width, scheme in ((1280, "light"), (320, "dark")):
        context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)  # type: ignore[arg-type]
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": live_server.url}])
        page = context.new_page()
        for path in ("", "add/", f"{box.pk}/", f"{left.pk}/", f"{box.pk}/change/"):
            page.goto(f"{live_server.url}/office/mailboxes/{path}")
            assert axe_faults(page) == [], path
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        context.close()
