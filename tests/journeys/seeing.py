"""How a journey looks at a page: in light and dark, on a phone, at 200 %, and by axe."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

PICTURES = os.environ.get("JOURNEY_PICTURES")
STILL = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


@contextmanager
def open_page(browser: Browser, address: str) -> Iterator[Page]:
    """Give a page of a new browser window; afterwards nothing may have gone wrong in its console."""
    context = browser.new_context(base_url=address, locale="pl-PL", timezone_id="Europe/Warsaw")
    page = context.new_page()
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    yield page
    context.close()
    assert [text for text in wrong if "Content Security Policy" in text or "Error" in text] == []


def seen(page: Page, name: str, *, dark: bool = True) -> None:
    """Look at the page: it fits a phone and 200 % zoom, and axe finds nothing in light (and dark)."""
    for width, height, what in ((320, 700, "phone"), (640, 400, "zoomed")):
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{name} is wider than {what}"
        keep(page, f"{name}-{what}")
    page.set_viewport_size({"width": 1280, "height": 800})
    for theme in ("dark", "light") if dark else ("light",):
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")  # type: ignore[arg-type]
        page.evaluate(STILL)
        keep(page, f"{name}-{theme}")
        faults = axe_faults(page)
        assert not faults, "\n".join((f"{name} {theme}", *faults))


def axe_faults(page: Page) -> list[str]:
    """Return what axe finds; Chromium gets two seconds to paint an open dialog in the new theme."""
    for _ in range(10):
        found = Axe().run(page).response["violations"]
        faults = [f"{each['id']}: {node['html']}" for each in found for node in each["nodes"]]
        if not all(fault.startswith("color-contrast") for fault in faults) or not faults:
            return faults
        page.wait_for_timeout(200)
    return faults


def keep(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(
            path=Path(PICTURES) / f"{name}.png", full_page=True, caret="initial"
        )  # a hidden caret needs a style
