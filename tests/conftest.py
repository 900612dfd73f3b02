"""What every test may ask for. The database is there by `amberdesk.testing`."""

from collections.abc import Iterator

import pytest
from django.contrib.auth import hashers
from django.contrib.auth.hashers import MD5PasswordHasher
from playwright.sync_api import Browser, sync_playwright

from tools.chromium import launch_options


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real Chromium; each test opens its own context."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options())  # type: ignore[arg-type]
        yield browser
        browser.close()


@pytest.fixture(autouse=True)
def _cheap_passwords(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash passwords cheaply, unless the test is marked `real_hashing`: argon2 costs a third of a second a person."""
    if "real_hashing" not in request.keywords:
        monkeypatch.setattr(hashers, "get_hashers", lambda: [MD5PasswordHasher()])
        monkeypatch.setattr(hashers, "get_hasher", lambda algorithm="default": MD5PasswordHasher())
