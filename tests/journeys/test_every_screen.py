"""Every address that answers with a page is opened by whom the table of doors lets in: axe finds nothing, phones fit it.

A new address is walked as soon as it has its row; what it shows is that of one order, site, person ... of the world.
"""

import pytest
from django.conf import settings
from django.utils.timezone import now
from playwright.sync_api import Browser, Page

from amberdesk.mail.actions.send import send_waiting
from tests.doors.visitors import visitors
from tests.doors.walks import paths
from tests.doors.world import make_world
from tests.factories import PASSWORD
from tests.journeys.seeing import STILL, axe_faults, keep

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]
LOOKS = (("phone", 320, 700, "dark"), ("desk", 1280, 800, "light"))
SCREENS = 100  # at least; a world that shows nothing must not pass


def test_every_screen_fits_a_phone_and_axe_finds_nothing(browser: Browser, address: str) -> None:
    world = make_world()
    everybody = {visitor.name: visitor for visitor in visitors(world)}
    send_waiting(now())  # into the tray of captured mail
    owner = everybody["A:coordinator"].client
    owner.post("/account/reauthenticate/", {"password": PASSWORD})  # opens the pages about factors
    walked, faults = 0, []
    for visitor in everybody.values():
        context = browser.new_context(base_url=address, locale="pl-PL", reduced_motion="reduce")
        cookie = visitor.client.cookies.get(settings.SESSION_COOKIE_NAME)
        if cookie:
            context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": address}])
        page = context.new_page()
        for path in paths(visitor, world, everybody["A:coordinator"]):
            if is_page(page, path):
                walked += 1
                faults += [f"{visitor.name} {path} {fault}" for fault in looked_at(page, path)]
        context.close()
    assert not faults, "\n".join(faults)
    assert walked >= SCREENS


def is_page(page: Page, path: str) -> bool:
    """Whether a reader who goes there gets a whole page, maybe a refusal, and no file, fragment or redirect."""
    answer = page.request.get(path, max_redirects=0)
    if "sandbox" in answer.headers.get("content-security-policy", ""):
        return False  # a letter as it looks: not ours, and it runs no script that could look at it
    return answer.headers.get("content-type", "").startswith("text/html") and "<html" in answer.text()


def looked_at(page: Page, path: str) -> list[str]:
    """Return what is wrong with the page on a phone in the dark and at a desk by day."""
    faults = []
    page.goto(path)
    for name, width, height, theme in LOOKS:
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        page.evaluate(STILL)
        keep(page, f"every{path.partition('?')[0].replace('/', '-')}{name}")
        if (wide := page.evaluate("document.documentElement.scrollWidth")) > width:
            faults.append(f"is {wide} wide on a {name}")
        faults += [f"{name}: {fault}" for fault in axe_faults(page)]
    return faults
