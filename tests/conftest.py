"""What every test may ask for. The database is there by `amberdesk.testing`."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tools.chromium import launch_options


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real Chromium; each test opens its own context."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options())  # type: ignore[arg-type]
        yield browser
        browser.close()
