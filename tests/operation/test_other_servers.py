"""A backup of the embedded PostgreSQL goes into another embedded one, and into the oldest that we run on."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from amberdesk.operation.snapshot import snapshot
from amberdesk.start.borrowed import running_server
from amberdesk.start.database import embedded_url
from tests.operation.conftest import Elsewhere, make_elsewhere
from tests.start.desk import amberdesk
from tools import postgres15

pytestmark = pytest.mark.long
NAMES = ("orders", "messages", "files", "contacts", "people")


@pytest.fixture(scope="module")
def lost(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a demo desk on an embedded server, backed up."""
    folder = tmp_path_factory.mktemp("lost")
    for step in ("../..", "..", "."):  # the desk's own account must get here
        (folder / step).resolve().chmod(0o755)
    for words in (["migrate", "-v0"], ["demo"], ["backup"]):
        done = amberdesk(folder, *words)
        assert done.returncode == 0, done.stderr
    return folder


def archive(folder: Path) -> str:
    [found] = (folder / "backups").glob("*.tar")
    return str(found)


def rows(folder: Path) -> dict[str, object]:
    with running_server(folder), snapshot(embedded_url(folder)) as seen:
        return dict(seen.rows())


def test_embedded_into_embedded(lost: Path, tmp_path: Path):
    tmp_path.chmod(0o755)
    done = amberdesk(tmp_path, "restore", archive(lost))
    assert done.returncode == 0 and "chain is whole" in done.stdout, done.stderr
    before, after = rows(lost), rows(tmp_path)
    assert [before[name] for name in NAMES] == [after[name] for name in NAMES]
    checked = amberdesk(tmp_path, "check", "--journal", "--files")
    assert "WRONG journal" not in checked.stdout + checked.stderr


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
