"""An upgrade checks, backs up, migrates, and says how to go back."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone

from amberdesk.operation.actions.upgrade import NotUpgraded, upgrade
from amberdesk.operation.remake import take_place
from amberdesk.operation.snapshot import snapshot
from amberdesk.outbox.journal import journal
from amberdesk.start.borrowed import running_server
from amberdesk.start.database import embedded_url
from tests.operation.conftest import Elsewhere
from tests.orders.shop import Desk
from tests.start.desk import amberdesk

NOW = timezone.now()


def test_a_database_of_this_version_is_left_alone(desk: Desk, tmp_path: Path):
    said: list[str] = []
    assert upgrade(tmp_path / "b", at=NOW, say=said.append) == ""
    assert "already" in said[0] and not (tmp_path / "b").exists()


@pytest.fixture
def older(desk: Desk) -> Iterator[None]:
    """The database as the version before its last change had it."""
    call_command("migrate", "search", "zero", verbosity=0)
    yield
    call_command("migrate", verbosity=0)


def test_an_upgrade_backs_up_migrates_and_says_how_to_go_back(older: None, tmp_path: Path):
    said: list[str] = []
    assert upgrade(tmp_path / "b", at=NOW, say=said.append, only_look=True) == ""
    assert "search.0001_initial" in said[0] and not (tmp_path / "b").exists()
    way = upgrade(tmp_path / "b", at=NOW, say=said.append)
    [archive] = (tmp_path / "b").glob("*.tar")
    assert f"amberdesk restore {archive}" in way and way.startswith("Done. To go back:")
    event = journal("desk:life").get()
    assert event.kind == "desk.upgraded" and event.data["migrations"] >= 1
    assert upgrade(tmp_path / "b", at=NOW, say=said.append) == ""


def test_a_database_that_is_newer_than_the_program_is_not_touched(desk: Desk, tmp_path: Path):
    from django.db.migrations.recorder import MigrationRecorder

    MigrationRecorder.Migration.objects.create(app="orders", name="9999_from_the_future")
    try:
        with pytest.raises(NotUpgraded, match="newer version"):
            upgrade(tmp_path / "b", at=NOW)
    finally:
        MigrationRecorder.Migration.objects.filter(name="9999_from_the_future").delete()


@pytest.mark.long
def test_the_way_back_leads_back(older: None, tmp_path: Path, elsewhere: Elsewhere):
    """The backup that an upgrade makes is of the older tables; it is restored and brought to this version."""
    upgrade(tmp_path / "b", at=NOW, say=lambda _: None)
    [archive] = (tmp_path / "b").glob("*.tar")
    done = elsewhere.run("restore", str(archive))
    assert done.returncode == 0, done.stderr


@pytest.fixture
def data() -> Iterator[Path]:
    """A folder that the desk's own account can reach."""
    folder = Path(
        tempfile.mkdtemp(prefix="amberdesk-remake-", dir="/dev/shm" if os.path.isdir("/dev/shm") else None)
    )
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.long
def test_the_embedded_database_is_made_anew_with_every_row(data: Path):
    assert amberdesk(data, "migrate", "-v0").returncode == 0
    with running_server(data), snapshot(embedded_url(data)) as seen:
        before = seen.migrations()
    assert "already" in amberdesk(data, "upgrade-database").stdout
    done = amberdesk(data, "upgrade-database", "--again")
    assert done.returncode == 0 and "Done" in done.stdout, done.stderr
    with running_server(data), snapshot(embedded_url(data)) as seen:
        assert seen.migrations() == before != []
    assert sorted(p.name.split("-")[0] for p in (data / "postgres").iterdir()) == [
        "cluster",
        "programs",
        "replaced",
    ]
    assert not (data / "remade").exists() and not (data / "remade.dump").exists()


def test_new_files_of_another_version_stand_beside_the_old(tmp_path: Path):
    old, new = tmp_path / "postgres" / "cluster-18", tmp_path / "remade" / "cluster-19"
    for folder in (old, new):
        folder.mkdir(parents=True)
        (folder / "PG_VERSION").write_text(folder.name)
    assert take_place(new, old) == old
    assert (tmp_path / "postgres" / "cluster-19" / "PG_VERSION").read_text() == "cluster-19" and old.exists()


def test_files_of_the_same_version_change_places_at_once(tmp_path: Path):
    old, new = tmp_path / "postgres" / "cluster-18", tmp_path / "remade" / "cluster-18"
    for folder in (old, new):
        folder.mkdir(parents=True)
        (folder / "who").write_text(folder.parent.name)
    kept = take_place(new, old)
    assert (old / "who").read_text() == "remade" and (kept / "who").read_text() == "postgres"
