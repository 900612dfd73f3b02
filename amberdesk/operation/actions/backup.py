"""Back up the desk: database, files, keys and the names of its settings, as they were at one instant, in one file."""

import errno
import json
import os
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryFile

import psycopg
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction

import amberdesk
from amberdesk.operation import archive as tar
from amberdesk.operation import events
from amberdesk.operation.archive import Writer, settle, sweep_halves, writing
from amberdesk.operation.clients import NoClients, find_clients, major_of
from amberdesk.operation.dump import DumpFailed, dump
from amberdesk.operation.manifest import Manifest
from amberdesk.operation.snapshot import Snapshot, snapshot
from amberdesk.operation.thinning import name_of, superfluous
from amberdesk.orders.files import stored_as
from amberdesk.outbox.actor import MACHINE, Actor
from amberdesk.outbox.publish import record
from amberdesk.start.configuration import Configuration
from amberdesk.start.database import direct_url

LOCK = "select pg_try_advisory_lock(hashtextextended('amberdesk.backup', 0))"
TOLD = ("public_url", "mail_from")  # settings whose values are no secret and which a new machine needs


class BackupFailed(Exception):
    """No backup was made. `code`: busy, clients, dump, disk_full, folder; the text is the sentence to show."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that is whole and on the disk."""

    path: Path
    manifest: Manifest
    size: int
    dropped: int  # older ones


def make_backup(folder: Path, *, by: Actor = MACHINE, at: datetime) -> Made:
    """Write a backup into the folder, drop those that are no longer needed, and record it. Raises BackupFailed.

    A failure is recorded too, so that somebody is told.
    """
    began = time.monotonic()
    try:
        made = _make(folder, at)
    except BackupFailed as failed:
        if failed.code != "busy":
            with transaction.atomic():
                record(events.BackupFailed(reason=failed.code), by=by, at=at)
        raise
    told, rows = made.manifest, made.manifest.rows
    event = events.BackupMade(
        archive=made.path.name,
        bytes=made.size,
        orders=rows.get("orders", 0),
        events=rows.get("events", 0),
        files=told.parts[tar.FILES].count if tar.FILES in told.parts else 0,
        missing=len(told.missing),
        damaged=len(told.damaged),
        seconds=round(time.monotonic() - began, 1),
    )
    with transaction.atomic():
        record(event, by=by, at=at)
    return made


def _make(folder: Path, at: datetime) -> Made:
    own = fingerprint(settings.SECRET_KEY)
    path = folder / name_of(own, at)
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with _alone():
            sweep_halves(folder, own)
            manifest = _write(path, at, settings.AMBERDESK)
        _like_folder(path)
        return Made(path, manifest, path.stat().st_size, _thin(folder, own))
    except NoClients as missing:
        raise BackupFailed("clients", f"No backup: {missing}.") from missing
    except (DumpFailed, psycopg.Error) as error:
        raise BackupFailed("dump", f"No backup, the database was not dumped: {error}") from error
    except OSError as error:
        code = "disk_full" if error.errno in (errno.ENOSPC, errno.EDQUOT) else "folder"
        raise BackupFailed(
            code, f"No backup, {folder} does not take it: {error.strerror or error}."
        ) from error


@contextmanager
def _alone() -> Iterator[None]:
    """Keep other backups of this database away, on whichever machine. Raises BackupFailed."""
    with psycopg.connect(direct_url(settings.AMBERDESK), autocommit=True) as connection:
        if connection.execute(LOCK).fetchone() != (True,):
            raise BackupFailed("busy", "Another backup of this desk runs at the moment.")
        yield


def _write(path: Path, at: datetime, configuration: Configuration) -> Manifest:
    url = direct_url(configuration)
    dumped = path.with_name(f".{path.name}.dump.part")
    try:
        with writing(path) as archive, TemporaryFile() as files:
            with snapshot(
                url
            ) as seen:  # files are copied after it: a long transaction keeps the queues' dead rows
                clients = find_clients(seen.server, configuration.data)
                os.close(os.open(dumped, os.O_CREAT | os.O_EXCL, 0o600))
                dump(url, dumped, clients=clients, snapshot=seen.export())
                manifest = _describe(seen, major_of(clients), at)
                files.writelines(b"%s %s\n" % (f.key.encode(), f.sha256.hex().encode()) for f in seen.files())
            archive.add_path(tar.DATABASE, dumped)
            _add_keys(archive, configuration)
            archive.add(tar.CONFIGURATION, _configuration(configuration))
            files.seek(0)
            _add_files(archive, files, manifest)
            manifest.parts = dict(archive.parts)
            archive.add(tar.MANIFEST, manifest.as_json())
    finally:
        dumped.unlink(missing_ok=True)
    return manifest


def _describe(seen: Snapshot, dumped_by: int, at: datetime) -> Manifest:
    rows = seen.rows()
    return Manifest(
        made_at=at.isoformat(),
        program=amberdesk.__version__,
        postgres=seen.server,
        dumped_by=dumped_by,
        demo=seen.is_demo(),
        key=fingerprint(settings.SECRET_KEY),
        migrations=seen.migrations(),
        rows={name: found.count for name, found in rows.items()},
        digests={name: found.digest for name, found in rows.items()},
        counters={
            c.code: {"network": c.network, "last": c.last, "lately": c.lately} for c in seen.counters()
        },
    )


def _add_keys(archive: Writer, configuration: Configuration) -> None:
    """Add the keys without which links in letters are dead; the one in use, wherever it was set."""
    folder = configuration.data / "keys"
    for file in sorted(folder.glob("*")):
        if file.is_file() and file.name != "secret_key":
            archive.add(tar.KEYS + file.name, file.read_bytes())
    archive.add(tar.KEYS + "secret_key", settings.SECRET_KEY.encode())


def _configuration(configuration: Configuration) -> bytes:
    """Return which settings the machine had: names, and values only where they are no secret."""
    names = sorted(name for name in os.environ if name.startswith(("AMBERDESK_", "DATABASE_", "OTEL_")))
    return json.dumps(
        {"set": names, **{name: getattr(configuration, name) for name in TOLD}}, indent=1
    ).encode()


def _add_files(archive: Writer, files: Iterable[bytes], manifest: Manifest) -> None:
    """Add the files of the store that rows speak of; name those that are not there or not what their row says."""
    for line in files:
        key, digest = line.decode().split()
        try:
            content = default_storage.open(stored_as(key))
        except FileNotFoundError:
            manifest.missing.append(key)
            continue
        with content:
            if archive.add_file(stored_as(key), content, content.size).hex() != digest:
                manifest.damaged.append(key)


def _like_folder(path: Path) -> None:
    """Give what root has written to the folder's owner."""
    owner = path.parent.stat()
    if os.geteuid() == 0 and owner.st_uid != 0:
        os.chown(path, owner.st_uid, owner.st_gid)


def _thin(folder: Path, own: str) -> int:
    dropped = superfluous([path.name for path in folder.iterdir()], own)
    for name in dropped:
        (folder / name).unlink(missing_ok=True)
    if dropped:
        settle(folder)
    return len(dropped)


def fingerprint(key: str) -> str:
    """Return a short name for a key that says nothing of it."""
    return sha256(b"amberdesk.key:" + key.encode()).hexdigest()[:8]
