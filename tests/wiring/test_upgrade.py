"""An upgrade of a database that an older version has left."""

from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from amberdesk.start.prepare import is_new, migrations_wait

pytestmark = pytest.mark.django_db(transaction=True)
LAST = ("sessions", "0001_initial")  # a migration that adds one table and nothing depends on


@pytest.fixture(autouse=True)
def _ours(settings, tmp_path: Path):
    parts = connection.settings_dict
    url = f"postgresql://{parts['USER']}@/{parts['NAME']}?host={parts['HOST']}"
    settings.AMBERDESK = replace(
        settings.AMBERDESK, data=tmp_path, database_url=url, backups=tmp_path / "backups"
    )


@pytest.fixture
def older():
    call_command("migrate", LAST[0], "zero", verbosity=0)
    yield
    call_command("migrate", verbosity=0)


def upgrade() -> str:
    out = StringIO()
    call_command("upgrade", stdout=out)
    return out.getvalue()


def test_an_older_database_is_backed_up_and_then_upgraded(older, tmp_path: Path):
    assert migrations_wait() and not is_new()

    said = upgrade()

    assert not migrations_wait()
    (archive,) = (tmp_path / "backups").iterdir()
    assert f"amberdesk restore {archive}" in said


def test_without_a_backup_nothing_is_changed(older, settings, tmp_path: Path):
    (tmp_path / "file").write_text("")
    settings.AMBERDESK = replace(settings.AMBERDESK, backups=tmp_path / "file" / "backups")

    with pytest.raises(CommandError, match="Nothing was changed"):
        upgrade()
    assert migrations_wait()


def test_on_a_machine_that_is_not_in_order_nothing_is_changed(older, settings, tmp_path: Path):
    (tmp_path / "file").write_text("")
    settings.AMBERDESK = replace(settings.AMBERDESK, files=tmp_path / "file" / "files")

    with pytest.raises(CommandError, match=r"Nothing was changed.*files"):
        upgrade()
    assert migrations_wait() and not (tmp_path / "backups").exists()


def test_a_database_of_this_version_is_left_alone(tmp_path: Path):
    assert "nothing to do" in upgrade()
    assert not (tmp_path / "backups").exists()
