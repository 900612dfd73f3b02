"""What an operator wants to know before relying on this machine: one finding for each part."""

import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.db import connection
from django.utils import timezone

from amberdesk.mail.queries import trouble
from amberdesk.mail.transport import Outage, is_captured, open_line
from amberdesk.outbox.journal import broken_links, journal
from amberdesk.reports.alarms import BACKUPS, alarms
from amberdesk.start.bootstrap import EXTENSIONS
from amberdesk.start.prepare import migrations_wait

SAMPLE = 10_000  # events that every check looks at
FARTHEST = 2.0  # seconds that the clocks of program and database may differ


class Finding(NamedTuple):
    good: bool
    sentence: str


Part = Callable[[], Finding]


def database() -> Finding:
    with connection.cursor() as cursor:
        cursor.execute(
            "select current_setting('server_version'), current_user, pg_catalog.pg_is_in_recovery()"
        )
        version, role, standby = cursor.fetchone()
        cursor.execute("select extname from pg_extension")
        missing = set(EXTENSIONS) - {row[0] for row in cursor.fetchall()}
    if standby:
        return Finding(False, "database: this is a standby, which takes no orders")
    if missing:
        return Finding(False, f"database: run CREATE EXTENSION {', '.join(sorted(missing))}")
    return Finding(True, f"database: PostgreSQL {version}, as {role}")


def schema() -> Finding:
    if migrations_wait():
        return Finding(False, "schema: older than this program, run `amberdesk migrate`")
    return Finding(True, "schema: of this version")


def clocks() -> Finding:
    apart = abs(seconds_apart())
    if apart > FARTHEST:
        return Finding(False, f"clocks: program and database differ by {apart:.1f} s, set them by NTP")
    return Finding(True, f"clocks: program and database differ by {apart:.1f} s")


def seconds_apart() -> float:
    """Return by how much the database's clock is ahead of ours, the way there and back left out."""
    before = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("select clock_timestamp()")
        theirs: datetime = cursor.fetchone()[0]
    after = timezone.now()
    return (theirs - (before + (after - before) / 2)).total_seconds()


def time_zones() -> Finding:
    try:
        ZoneInfo("Europe/Warsaw")
    except ZoneInfoNotFoundError:
        return Finding(False, "time zones: install the system's tzdata")
    return Finding(True, "time zones: known")


def files() -> Finding:
    folder = settings.AMBERDESK.files
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryFile(dir=folder) as file:
        file.write(b"0" * 4096)
        file.flush()
        os.fsync(file.fileno())
    space = os.statvfs(folder)
    free = space.f_bavail * space.f_frsize / 1024**3
    return Finding(free > 1, f"files: {folder}, {free:.1f} GiB free")


def mail() -> Finding:
    if is_captured():
        return Finding(True, "mail: captured, none goes out (AMBERDESK_SMTP_URL)")
    provider = settings.AMBERDESK.mail_provider
    place = provider.name if provider else settings.EMAIL_HOST
    try:
        with open_line():
            return Finding(True, f"mail: {place} takes it")
    except Outage as outage:
        return Finding(False, f"mail: {place} does not answer: {outage}")


def address() -> Finding:
    configuration = settings.AMBERDESK
    if not configuration.secure and configuration.public_host not in ("localhost", "127.0.0.1"):
        return Finding(False, f"address: {configuration.public_url} is open to eavesdroppers, use https://")
    return Finding(True, f"address: {configuration.public_url}")


def letters() -> Finding:
    found = trouble(timezone.now())
    if found:
        return Finding(
            False,
            f"letters: {found.waiting} wait since {found.since:%Y-%m-%d %H:%M} UTC: {found.error or 'no try yet'}",
        )
    return Finding(True, "letters: none waits")


def background() -> Finding:
    """What the worker has not done or could not do."""
    told = {
        "worker_late": "the worker does not run, work waits since {since:%Y-%m-%d %H:%M} UTC",
        "deliveries_dead": "{count} deliveries were given up, see /office/operation/",
        "job_failing": "{jobs} fails",
        "clocks_drifted": "the kept clocks of {count} orders were not what their journals say: {numbers}",
    }
    wrong = [told[a.code].format(**a.params) for a in alarms(timezone.now()) if a.code in told]
    return Finding(not wrong, f"background: {'; '.join(wrong) or 'all done'}")


def backups() -> Finding:
    folder = settings.AMBERDESK.backups
    if folder is None:
        return Finding(True, "backups: made by something else (AMBERDESK_BACKUPS=off)")
    told = journal(BACKUPS).order_by("-seq")
    last = told.filter(kind="backup.made").first()
    wrong = [a for a in alarms(timezone.now()) if a.code.startswith("backup")]
    when = f"the last is of {last.at:%Y-%m-%d %H:%M} UTC in {folder}" if last else "none yet"
    failed = told.filter(kind="backup.failed").first() if wrong else None
    return Finding(
        not wrong, f"backups: {when}" + (f", then one failed: {failed.data['reason']}" if failed else "")
    )


def newest_events() -> Finding:
    return _chain(broken_links(20, newest=SAMPLE), f"the chain of the newest {SAMPLE} events")


def journal_chain() -> Finding:
    """Every event there is: minutes, for millions."""
    return _chain(broken_links(20), "the whole chain")


def _chain(broken: list[int], what: str) -> Finding:
    if broken:
        return Finding(False, f"journal: {what} is broken at events {', '.join(map(str, broken))}")
    return Finding(True, f"journal: {what} is whole")


PARTS: list[Part] = [database, schema, clocks, time_zones, files, mail, address]
PARTS += [letters, background, backups, newest_events]


def findings(parts: Sequence[Part] = PARTS) -> Iterator[Finding]:
    """Look at each part in turn; a part that cannot be looked at is a finding too."""
    for part in parts:
        try:
            yield part()
        except Exception as error:  # whatever it is, the operator must hear of it, and of the other parts
            yield Finding(False, f"{part.__name__.replace('_', ' ')}: {error}")
