"""A backup of the embedded PostgreSQL goes into another embedded one, and into the oldest that we run on."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from amberdesk.operation.snapshot import snapshot
from amberdesk.start.borrowed import running_server
from amberdesk.start.database import embedded_url
from tests.operation.conftest import Elsewhere, make_elsewhere
from tests.operation.lost import stored_files
from tests.start.desk import amberdesk
from tools import postgres15

pytestmark = pytest.mark.long
LIVE = """
from tests.operation.test_backup import photo; from tests.orders.shop import make_desk
desk = make_desk(); photo(desk, b"on the old machine"); [desk.verified(desk.report()) for _ in range(30)]
"""
NAMES = ("orders", "messages", "files", "contacts", "people")


@contextmanager
def folder_of_a_desk() -> Iterator[Path]:
    """A folder that the desk's own account can reach, which pytest's are not."""
    folder = Path(
        tempfile.mkdtemp(prefix="amberdesk-restore-", dir="/dev/shm" if os.path.isdir("/dev/shm") else None)
    )
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def lost() -> Iterator[Path]:
    """The data folder of a desk on an embedded server, backed up."""
    with folder_of_a_desk() as folder:
        with running_server(folder):
            for words in (["migrate", "-v0"], ["shell", "-c", LIVE], ["backup"]):
                done = amberdesk(folder, *words)
                assert done.returncode == 0, done.stderr
        yield folder


def archive(folder: Path) -> str:
    [found] = (folder / "backups").glob("*.tar")
    return str(found)


def rows(folder: Path) -> dict[str, object]:
    with running_server(folder), snapshot(embedded_url(folder)) as seen:
        return dict(seen.rows())


def test_embedded_into_embedded(lost: Path):
    with folder_of_a_desk() as fresh:
        done = amberdesk(fresh, "restore", archive(lost))
        assert done.returncode == 0 and "chain is whole" in done.stdout, done.stderr
        before, after = rows(lost), rows(fresh)
        assert [before[name] for name in NAMES] == [after[name] for name in NAMES]
        assert stored_files(lost / "files") == stored_files(fresh / "files") != {}


@pytest.fixture
def old_server(tmp_path: Path) -> Iterator[Elsewhere]:
    programs = postgres15.bring_programs()
    assert programs, postgres15.SENTENCE
    with postgres15.server(programs) as url:
        yield from make_elsewhere(tmp_path / "new", url, lambda name: url.replace("/amberdesk?", f"/{name}?"))


def test_embedded_into_the_oldest_server(lost: Path, old_server: Elsewhere):
    with psycopg.connect(old_server.url) as there:
        assert there.info.server_version // 10000 == 15
    done = old_server.run("restore", archive(lost))
    assert done.returncode == 0 and "chain is whole" in done.stdout, done.stderr
    with snapshot(old_server.url) as seen:
        after = dict(seen.rows())
    before = rows(lost)
    assert [before[name] for name in NAMES] == [after[name] for name in NAMES]
    back = old_server.run("backup", str(old_server.data / "again"))
    assert back.returncode == 0, back.stderr
