"""Bring the database to this version of the program, with a way back."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

import amberdesk
from amberdesk.operation import events
from amberdesk.operation.actions.backup import Made, make_backup
from amberdesk.outbox.actor import MACHINE
from amberdesk.outbox.journal import broken_links, journal
from amberdesk.outbox.publish import record

LOCK_PATIENCE = (
    "5s"  # a migration that waits for a table longer gives up, rather than make everybody wait behind it
)


class NotUpgraded(Exception):
    """The text is the sentence to show."""


def upgrade(
    folder: Path, *, at: datetime, say: Callable[[str], object] = print, only_look: bool = False
) -> str:
    """Check, back up, migrate; return how to go back, in one sentence. Raises NotUpgraded, BackupFailed.

    A database that is of this version already is left alone: "".
    """
    waiting = _check()
    if not waiting:
        say(f"The database is of this version ({amberdesk.__version__}) already: nothing to do.")
        return ""
    say(f"{len(waiting)} changes of the database: {', '.join(waiting)}.")
    if only_look:
        return ""
    say("Backing up ...")
    made = make_backup(folder, at=at)
    say(f"{made.path} ({made.size / 1024**2:.1f} MiB)")
    say("Changing the database ...")
    _migrate(made)
    before = version_before()
    with transaction.atomic():
        event = events.Upgraded(
            program=amberdesk.__version__, before=before, migrations=len(waiting), archive=made.path.name
        )
        record(event, by=MACHINE, at=at)
    return way_back(made, before)


def _migrate(made: Made) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", [LOCK_PATIENCE])
    try:
        call_command("migrate", verbosity=0, interactive=False)
    except DatabaseError as error:
        said = str(error).strip().splitlines()[0]
        raise NotUpgraded(
            f"The database could not be changed ({said}): what was done stays, run `amberdesk upgrade` again when it"
            f" is less busy. The backup is {made.path}."
        ) from error


def _check() -> list[str]:
    """Return the migrations that wait. Raises NotUpgraded for a database that no upgrade should touch."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_is_in_recovery()")
        if cursor.fetchone()[0]:
            raise NotUpgraded("This database is a standby: upgrade on the primary.")
    executor = MigrationExecutor(connection)
    known = set(executor.loader.disk_migrations)
    ours = {app for app, _ in known}
    newer = sorted(key for key in executor.loader.applied_migrations if key[0] in ours and key not in known)
    if newer:
        raise NotUpgraded(
            f"The database is of a newer version than this program: it knows {newer[0][0]}.{newer[0][1]}."
        )
    plan = [migration for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]
    if plan and "outbox_event" in connection.introspection.table_names() and broken_links(1):
        raise NotUpgraded("The journal's chain is broken: see `amberdesk check --journal` first.")
    return [f"{migration.app_label}.{migration.name}" for migration in plan]


def version_before() -> str:
    """Return the program's version at the last upgrade; "" where none was recorded."""
    last = journal(events.DESK).filter(kind=events.Upgraded.kind).order_by("-seq").first()
    return str(last.data["program"]) if last else ""


def way_back(made: Made, before: str) -> str:
    program = (
        f"Amberdesk {before}" if before and before != amberdesk.__version__ else "the version you had before"
    )
    place = (
        "point DATABASE_URL at a new, empty database"
        if settings.AMBERDESK.database_url
        else f"move {settings.AMBERDESK.data / 'postgres'} away"
    )
    return f"Done. To go back: stop the desk, install {program}, {place} and run `amberdesk restore {made.path}`."
