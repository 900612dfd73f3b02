"""Browsers of several people at one desk, signed in, on the web server that users run."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from django.test import Client
from playwright.sync_api import Browser, Page, expect

from amberdesk.people.models import Person

Enter = Callable[..., Page]
USUAL = {"locale": "pl-PL", "timezone_id": "Europe/Warsaw", "reduced_motion": "reduce"}


@contextmanager
def entering(browser: Browser, address: str) -> Iterator[Enter]:
    """Give enter(person, path, **options): a page of this address in a browser of his own. Nothing may go wrong in any console."""
    wrong: list[str] = []
    with ExitStack() as stack:

        def enter(person: Person, path: str, **options: object) -> Page:
            context = browser.new_context(**({"base_url": address} | USUAL | options))  # type: ignore[arg-type]
            stack.callback(context.close)
            client = Client()
            client.force_login(person)
            session = client.cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": session, "url": address}])
            page = context.new_page()
            page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
            page.on("pageerror", lambda error: wrong.append(str(error)))
            page.goto(path)
            return page

        yield enter
    assert not wrong, "\n".join(wrong)


def on_air(page: Page) -> None:
    """Wait until the page is live; then all of its keys work too."""
    expect(page.locator("[data-live-indicator]")).to_have_text("na żywo")


def until(page: Page, expression: str) -> None:
    """Wait until the page finds the expression true. (Playwright's own wait evaluates in the page: our policy forbids it.)"""
    for _ in range(200):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"never true: {expression}")
