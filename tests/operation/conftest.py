"""A desk with real rows whose own settings point at the test's database, and empty places to restore into."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
import pytest
from django.conf import settings as django_settings
from django.core.files.storage import default_storage
from django.db import connection

from amberdesk.start.configuration import Configuration
from tests.orders.shop import Desk, make_desk

_number = count(1)


def test_database_url(name: str | None = None) -> str:
    """Return the address of the test's database, or of another one on its server."""
    told = connection.settings_dict
    where = f"host={quote(told['HOST'], safe='')}" + (f"&port={told['PORT']}" if told["PORT"] else "")
    return f"postgresql://{told['USER']}@/{name or told['NAME']}?{where}"


test_database_url.__test__ = False  # type: ignore[attr-defined]


@pytest.fixture
def files(tmp_path: Path, settings: Any) -> Path:
    """The store of this test alone."""
    settings.MEDIA_ROOT = str(tmp_path / "files")
    assert Path(default_storage.path("x")).parent == tmp_path / "files"
    return tmp_path / "files"


@pytest.fixture
def here(transactional_db: None, tmp_path: Path, files: Path, settings: Any) -> Path:
    """The data folder of a desk that works on the test's database."""
    settings.AMBERDESK = machine(tmp_path)
    return settings.AMBERDESK.data


def machine(folder: Path) -> Configuration:
    """Return the settings of a machine that works on the test's database and keeps everything in the folder."""
    (folder / "data").mkdir()
    ours = {"data": folder / "data", "files": folder / "files", "backups": folder / "backups"}
    return replace(django_settings.AMBERDESK, database_url=test_database_url(), **ours)


@pytest.fixture
def desk(here: Path) -> Desk:
    return make_desk()


@dataclass
class Elsewhere:
    """An empty database and data folder on another machine, worked on by commands."""

    url: str
    data: Path

    def run(self, *words: str, **more: str) -> "subprocess.CompletedProcess[str]":
        ours = ("AMBERDESK_", "DATABASE_")
        environ = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        environ |= {"AMBERDESK_DATA": str(self.data), "DATABASE_URL": self.url, **more}
        command = [sys.executable, "-m", "amberdesk", *words]
        return subprocess.run(command, env=environ, capture_output=True, text=True, timeout=120, check=False)

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.url, autocommit=True) as there:
            found = there.execute(query.encode())
            return found.fetchall() if found.description else []


@pytest.fixture
def elsewhere(here: Path, tmp_path: Path) -> Iterator[Elsewhere]:
    yield from make_elsewhere(tmp_path / "elsewhere", test_database_url("postgres"), test_database_url)


def make_elsewhere(data: Path, server: str, url: Callable[[str], str]) -> Iterator[Elsewhere]:
    """Make a database on a server for a test, and remove it."""
    name = f"restored_{os.getpid()}_{next(_number)}"
    data.mkdir()
    with psycopg.connect(server, autocommit=True) as there:
        there.execute(f"create database {name} template template0".encode())
        try:
            yield Elsewhere(url(name), data)
        finally:
            there.execute(f"drop database if exists {name} with (force)".encode())
