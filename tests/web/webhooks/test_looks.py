"""The pages about webhooks in a real browser: axe finds nothing, phones need no sideways scrolling."""

import os

import pytest
from django.conf import settings
from django.test import Client
from django.utils.timezone import now
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from amberdesk.outbox.actor import Actor
from amberdesk.webhooks.actions.replay import try_out
from amberdesk.webhooks.actions.set_up import add_hook
from amberdesk.webhooks.models import DEAD, WebhookCall
from tests.factories import make_person
from tests.journeys.seeing import axe_faults

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


@pytest.mark.django_db(transaction=True)
@pytest.mark.long
def test_every_page_is_usable_by_everybody(live_server: LiveServer, browser: Browser) -> None:
    boss = make_person("administrator", "Irena Boss")
    by = Actor("person", boss.pk)
    hook = add_hook(name="ERP", url="https://erp.example/hooks", owner=boss, by=by, at=now())
    try_out(hook, by=by, at=now())
    WebhookCall.objects.update(
        state=DEAD, done_at=now(), status=500, error="status", attempts=9, answer="<b>no"
    )
    client = Client()
    client.force_login(boss)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value

    for width, scheme in ((1280, "light"), (320, "dark")):
        context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)  # type: ignore[arg-type]
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": live_server.url}])
        page = context.new_page()
        for path in ("", "add/", f"{hook.pk}/", f"{hook.pk}/change/"):
            page.goto(f"{live_server.url}/office/webhooks/{path}")
            assert axe_faults(page) == [], path
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        context.close()
