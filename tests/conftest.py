"""What every test may ask for. The database is there by `amberdesk.testing`."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth import hashers
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import cache
from django.db import OperationalError
from django.db.backends.postgresql.operations import DatabaseOperations
from playwright.sync_api import Browser, expect, sync_playwright
from psycopg.errors import DeadlockDetected
from pytest_django.plugin import DjangoDbBlocker

from tests.kept import kept
from tests.orders.shop import Desk, make_desk
from tools.chromium import launch_options


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real Chromium; each test opens its own context."""
    expect.set_options(timeout=15_000)  # a busy machine is slow, not wrong
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options())  # type: ignore[arg-type]
        yield browser
        browser.close()


@pytest.fixture(scope="session", autouse=True)
def _journal_can_be_emptied() -> Iterator[None]:
    """Let tests with real transactions clear the journal behind them: its trigger refuses TRUNCATE to everyone else."""
    plain, run = DatabaseOperations.sql_flush, DatabaseOperations.execute_sql_flush

    def sql_flush(self: DatabaseOperations, style: Any, tables: list[str], **options: Any) -> list[str]:
        off, on = (
            f"ALTER TABLE outbox_event {word} TRIGGER outbox_event_keep_all" for word in ("DISABLE", "ENABLE")
        )
        return [off, *plain(self, style, tables, **options), on] if "outbox_event" in tables else []

    def execute_sql_flush(self: DatabaseOperations, sql_list: list[str]) -> None:
        for last in (False, False, False, True):
            try:
                return run(self, sql_list)
            except OperationalError as error:  # the server still answers a page that has been closed
                if last or not isinstance(error.__cause__, DeadlockDetected):
                    raise

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "sql_flush", sql_flush)
        patch.setattr(DatabaseOperations, "execute_sql_flush", execute_sql_flush)
        yield


REAL_HASHERS = (hashers.get_hashers, hashers.get_hasher)


@pytest.fixture(scope="session", autouse=True)
def _cheap_passwords() -> Iterator[None]:
    """Hash passwords cheaply: argon2 costs a third of a second a person."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hashers, "get_hashers", lambda: [MD5PasswordHasher()])
        patch.setattr(hashers, "get_hasher", lambda algorithm="default": MD5PasswordHasher())
        yield


@pytest.fixture(autouse=True)
def _real_passwords(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash as in production in tests that are marked `real_hashing`."""
    if "real_hashing" in request.keywords:
        monkeypatch.setattr(hashers, "get_hashers", REAL_HASHERS[0])
        monkeypatch.setattr(hashers, "get_hasher", REAL_HASHERS[1])


@pytest.fixture(autouse=True)
def _nobody_has_tried_before() -> None:
    """Forget what other tests did: limits on sign-ins and the like are counted in this process's cache."""
    cache.clear()


@pytest.fixture(scope="module")
def made_with() -> Callable[[], Desk]:
    """What makes the desk of a module's tests: a module or folder may have its own."""
    return make_desk


@pytest.fixture(scope="module")
def kept_desk(
    made_with: Callable[[], Desk], django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Callable[[], Desk]]:
    with kept(django_db_blocker, made_with) as rows:
        yield rows


@pytest.fixture
def desk(request: pytest.FixtureRequest, kept_desk: Callable[[], Desk], db: None) -> Desk:
    """A small desk, made once for the module; what a test does to its rows and models is gone after it."""
    mark = request.node.get_closest_marker("django_db")
    assert not (mark and mark.kwargs.get("transaction")), (
        "a test with transactions of its own makes its own desk"
    )
    return kept_desk()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run files with a browser last: playwright leaves an event loop running in its thread, and asyncio wants none.

    Within a file the tests that begin with its kept rows come last: the others would find them.
    """
    names = {item: getattr(item, "fixturenames", ()) for item in items}
    with_browser = {item.path for item in items if "browser" in names[item]}
    place = {path: number for number, path in enumerate(dict.fromkeys(item.path for item in items))}
    items.sort(
        key=lambda item: (
            item.path in with_browser,
            place[item.path],
            any(name.startswith("kept_") for name in names[item]),
        )
    )
