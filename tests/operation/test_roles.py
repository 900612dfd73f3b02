"""On an own server the desk runs as a role to which the journal is append-only (T84)."""

import os
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.operation.conftest import Elsewhere
from tools import postgres15

pytestmark = pytest.mark.long
DEPLOY = Path(__file__).parents[2] / "deploy"
LIVE = """
from tests.orders.shop import make_desk
desk = make_desk(); desk.verified(desk.report()); print(desk.report().number)
"""


@pytest.fixture
def server() -> Iterator[str]:
    programs = postgres15.bring_programs()
    assert programs, postgres15.SENTENCE
    with postgres15.server(programs) as url:
        yield url


def run_file(url: str, name: str) -> None:
    with psycopg.connect(url, autocommit=True) as there:
        there.execute((DEPLOY / name).read_bytes())


def test_the_desk_lives_as_a_role_that_cannot_touch_the_journal(server: str, tmp_path: Path):
    superuser, owner, app = (
        server.replace("amberdesk@", f"{role}@") for role in ("postgres", "amberdesk_owner", "amberdesk_app")
    )
    run_file(superuser, "roles.sql")
    migrated = Elsewhere(owner, tmp_path).run("migrate", "-v0")
    assert migrated.returncode == 0, migrated.stderr
    run_file(owner, "journal.sql")

    desk = Elsewhere(app, tmp_path)
    lived = desk.run("shell", "-c", LIVE)
    assert "FAL-" in lived.stdout, lived.stderr
    for forbidden in (
        "UPDATE outbox_event SET data = '{}'",
        "DELETE FROM outbox_event",
        "TRUNCATE outbox_event",
        "ALTER TABLE outbox_event DISABLE TRIGGER ALL",
        "DROP TABLE outbox_event",
    ):
        with psycopg.connect(app) as there, pytest.raises(psycopg.errors.InsufficientPrivilege):
            there.execute(forbidden.encode())
    for role in (desk, Elsewhere(owner, tmp_path)):
        backed_up = role.run("backup", str(tmp_path / "b"))
        assert backed_up.returncode == 0, backed_up.stderr
    assert os.listdir(tmp_path / "b")
