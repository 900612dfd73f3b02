"""Restore a backup into an empty database, and let the desk go on where the lost machine cannot have come to."""

import os
import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import IO

import psycopg
from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader

from amberdesk.operation import archive as tar
from amberdesk.operation import events
from amberdesk.operation.actions.backup import fingerprint
from amberdesk.operation.actions.emptiness import MARK, NotRestored, begun_with, make_empty, require_unused
from amberdesk.operation.actions.go_on import hold_back, ids_ahead, numbers_ahead
from amberdesk.operation.archive import Archive, reading
from amberdesk.operation.clients import NoClients, find_clients
from amberdesk.operation.dump import DumpFailed, load
from amberdesk.operation.held import Held
from amberdesk.operation.manifest import BadArchive, Manifest
from amberdesk.operation.ownership import give_to_owner
from amberdesk.operation.snapshot import snapshot
from amberdesk.outbox.actor import MACHINE
from amberdesk.outbox.journal import broken_links
from amberdesk.outbox.publish import record
from amberdesk.start.configuration import Wrong
from amberdesk.start.database import direct_url
from amberdesk.start.demo_mark import check_mark, mark

PLACE = re.compile(r"[0-9a-f]{2}/[0-9a-f]{40}")  # in the store


@dataclass(frozen=True, slots=True)
class Restored:
    """What is there again. `next_numbers`: of each network. `other_key`: the machine has another key than the backup."""

    manifest: Manifest
    files: int
    next_numbers: dict[str, int]
    held: Held
    broken: list[int]
    other_key: bool


def restore(path: Path, *, at: datetime, say: Callable[[str], object] = print) -> Restored:
    """Restore the backup; nothing is changed unless all of it is whole. Cut off, the same call goes on.

    Raises NotRestored.
    """
    try:
        with reading(path) as archive:
            manifest = archive.manifest
            _fits(manifest)
            _may_begin(manifest)
            say(f"Checking the backup of {manifest.made:%Y-%m-%d %H:%M} UTC ...")
            archive.check()
            files = _bring_back(archive, say)
    except (BadArchive, Wrong, NoClients) as error:
        raise NotRestored(str(error)) from error
    except DumpFailed as error:
        raise NotRestored(f"The database refused the backup, nothing was changed in it: {error}") from error
    except (psycopg.Error, OSError) as error:
        raise NotRestored(f"The backup was not restored: {error}") from error
    call_command("migrate", verbosity=0, interactive=False)
    return _go_on(manifest, path, files, at)


def _fits(manifest: Manifest) -> None:
    """Refuse what this program or this folder cannot take. Raises NotRestored, Wrong."""
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    ours = {name.split(".")[0] for name in known}
    if unknown := [name for name in manifest.migrations if name.split(".")[0] in ours and name not in known]:
        raise NotRestored(
            f"The backup was made by Amberdesk {manifest.program}, which is newer than this one"
            f" ({unknown[0]} is unknown here): install that version first."
        )
    check_mark(settings.AMBERDESK.data, demo=manifest.demo)


def _may_begin(manifest: Manifest) -> bool:
    """Tell whether the database is still to be loaded. Raises NotRestored for one that is in use."""
    with psycopg.connect(direct_url(settings.AMBERDESK), autocommit=True) as target:
        begun = begun_with(target)
        if begun is None:
            require_unused(target)
        elif begun != manifest.parts[tar.DATABASE].sha256:
            raise NotRestored(
                "The restoring of another backup was cut off here: restore into an empty database."
            )
    return begun is None


def _bring_back(archive: Archive, say: Callable[[str], object]) -> int:
    """Put back files, keys and database, in this order: a database without them would look whole. Returns the files."""
    say("Putting back files and keys ...")
    files = put_files(archive)
    put_keys(archive, settings.AMBERDESK.data)
    if _may_begin(archive.manifest):
        say("Putting back the database ...")
        _load(archive, direct_url(settings.AMBERDESK))
    return files


def _load(archive: Archive, url: str) -> None:
    with psycopg.connect(url, autocommit=True) as target:
        make_empty(target)
        server = target.info.server_version // 10000
    clients = find_clients(max(server, archive.manifest.dumped_by), settings.AMBERDESK.data)
    with tempfile.TemporaryDirectory(dir=settings.AMBERDESK.data) as folder:
        archive.copy(tar.DATABASE, Path(folder) / "dump")
        dumped = archive.manifest.parts[tar.DATABASE].sha256
        note = f"CREATE TABLE public.{MARK} AS SELECT '{dumped}'::text AS archive;"
        load(Path(folder) / "dump", url, clients=clients, then=note)
    _same(url, archive.manifest)


def put_files(archive: Archive) -> int:
    """Put the files back where they are missing or different; return how many are there now."""
    count = 0
    for name, content in archive.files():
        if not PLACE.fullmatch(name):
            raise BadArchive(f"The backup holds a file that is none of ours: {name[:80]}.")
        count += 1
        if default_storage.exists(name):
            if _digest(default_storage.open(name)) == _digest(content):
                continue
            default_storage.delete(name)
        content.seek(0)
        default_storage.save(name, File(content))
        if settings.AMBERDESK.files.exists():
            place = settings.AMBERDESK.files / name
            give_to_owner(settings.AMBERDESK.files, *(p for p in (place.parent, place) if p.exists()))
    os.sync()
    return count


def _digest(file: IO[bytes]) -> str:
    digest = sha256()
    while chunk := file.read(1 << 20):
        digest.update(chunk)
    return digest.hexdigest()


def put_keys(archive: Archive, data: Path) -> None:
    """Put the keys back in place of those that an empty desk may have made for itself."""
    folder = data / "keys"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name, content in archive.kept_keys():
        fresh = folder / f".{name}.new"
        with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        give_to_owner(folder, fresh)
        fresh.rename(folder / name)
    tar.settle(folder)


def _same(url: str, manifest: Manifest) -> None:
    """Compare the restored rows with the backup's. Raises NotRestored."""
    with snapshot(url) as seen:
        for name, rows in seen.rows().items():
            if (rows.count, rows.digest) != (manifest.rows.get(name), manifest.digests.get(name)):
                raise NotRestored(
                    f"The restored {name} differ from those of the backup ({rows.count} instead of"
                    f" {manifest.rows.get(name)}): do not use this database."
                )


@transaction.atomic
def _go_on(manifest: Manifest, path: Path, files: int, at: datetime) -> Restored:
    numbers = numbers_ahead(manifest, at)
    ids_ahead()
    held = hold_back(at)
    event = events.Restored(
        archive=path.name,
        made_at=manifest.made_at,
        held_mails=held.mails,
        held_calls=held.calls,
        held_deliveries=held.deliveries,
    )
    record(event, by=MACHINE, at=at)
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {MARK}")
    mark(settings.AMBERDESK.data, demo=manifest.demo)
    own = settings.AMBERDESK.secret_key
    return Restored(
        manifest=manifest,
        files=files,
        next_numbers=numbers,
        held=held,
        broken=broken_links(),
        other_key=own is not None and fingerprint(own) != manifest.key,
    )
