"""What is wrong with the desk itself, now. Codes with parameters; words.py makes the sentences."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Min

from amberdesk.mail.queries import mailboxes_in_trouble, trouble, unusual_mailboxes
from amberdesk.outbox.journal import journal
from amberdesk.outbox.models import Delivery, Event, Tick
from amberdesk.phone.queries import silent_exchanges
from amberdesk.reports.events import CLOCKS, ClocksDrifted

BACKUPS = "desk:backup"  # the journal subject of backups
WORKER_LATE = timedelta(minutes=2)
BACKUP_LATE = timedelta(hours=24)
CLOCKS_APART = timedelta(seconds=2)
DRIFT_SHOWN = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Alarm:
    """One thing that is wrong. Codes: mail_stuck, mailbox_lost, mailbox_silent, mail_held_more, mail_circling, exchange_lost, worker_late, deliveries_dead, job_failing, backup_late, backup_failed, clocks_apart, clocks_drifted.

    network: whose alone it is; None: everybody's
    """

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)
    network: int | None = None


def alarms(now: datetime) -> list[Alarm]:
    """Return everything that is wrong, worst first; empty when all is well."""
    found = [
        _worker(now),
        _mail(now),
        *_mailboxes(now),
        _exchange(),
        _clocks(now),
        _drift(now),
        _dead(),
        _jobs(),
        _backup(now),
    ]
    return [alarm for alarm in found if alarm]


def _worker(now: datetime) -> Alarm | None:
    """Events that nobody hands on: the worker does not run."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT e.recorded_at FROM outbox_pending p JOIN outbox_event e ON e.id = p.event_id"
            " ORDER BY p.event_id LIMIT 1"
        )
        row = cursor.fetchone()
    oldest = [row[0]] if row else []
    due = Delivery.objects.filter(dead_at=None, attempts=0).aggregate(at=Min("due_at"))["at"]
    since = min([*oldest, *([due] if due else [])], default=now)
    return Alarm("worker_late", {"since": since}) if now - since > WORKER_LATE else None


def _mail(now: datetime) -> Alarm | None:
    found = trouble(now)
    return Alarm("mail_stuck", {"since": found.since, "waiting": found.waiting}) if found else None


def _mailboxes(now: datetime) -> list[Alarm]:
    """Mailboxes that cannot be fetched, are silent too long, have more mail held than is usual, or mail that goes round."""
    lost = mailboxes_in_trouble(now)
    found = [
        Alarm(
            "mailbox_lost",
            {"address": box.address, "since": box.trouble_since or now, "trouble": box.trouble},
            box.network_id,
        )
        for box in lost
    ]
    for box in unusual_mailboxes():
        if box.silent_since and box not in lost:
            told = {"address": box.address, "since": box.silent_since}
            found.append(Alarm("mailbox_silent", told, box.network_id))
        if box.lately_held:
            share = {"address": box.address, "held": box.lately_held, "came": box.lately_came}
            found.append(Alarm("mail_held_more", share, box.network_id))
        found += [Alarm("mail_circling", circle, box.network_id) for circle in box.going_round]
    return found


def _exchange() -> Alarm | None:
    """A telephone exchange that is not heard, the one longest lost."""
    lost = silent_exchanges()
    return Alarm("exchange_lost", {"name": lost[0].name, "since": lost[0].lost_at}) if lost else None


def _clocks(now: datetime) -> Alarm | None:
    """The program's clock against the database's."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        apart = abs(now - cursor.fetchone()[0])
    return (
        Alarm("clocks_apart", {"seconds": round(apart.total_seconds(), 1)}) if apart > CLOCKS_APART else None
    )


def drifted(now: datetime) -> list[str]:
    """Return the numbers of the orders whose kept clocks were not what their journals say, found within a day."""
    found = journal(CLOCKS).filter(kind=ClocksDrifted.kind, at__gt=now - DRIFT_SHOWN)
    return sorted({number for data in found.values_list("data", flat=True) for number in data["numbers"]})


def _drift(now: datetime) -> Alarm | None:
    numbers = drifted(now)
    return (
        Alarm("clocks_drifted", {"count": len(numbers), "numbers": ", ".join(numbers[:5])})
        if numbers
        else None
    )


def _dead() -> Alarm | None:
    count = Delivery.objects.exclude(dead_at=None).count()
    return Alarm("deliveries_dead", {"count": count}) if count else None


def _jobs() -> Alarm | None:
    failing = list(Tick.objects.exclude(error="").order_by("job").values_list("job", flat=True))
    return (
        Alarm("job_failing", {"jobs": ", ".join(j.rpartition(".")[2] for j in failing)}) if failing else None
    )


def _backup(now: datetime) -> Alarm | None:
    """No backup for a day, a desk younger than that has time; or the last try failed."""
    if settings.AMBERDESK.backups is None:
        return None  # something else makes them
    told = journal(BACKUPS).order_by("-seq")
    last = told.filter(kind="backup.made").values_list("at", flat=True).first()
    since = last or Event.objects.order_by("pk").values_list("recorded_at", flat=True).first()
    late = since is not None and now - since > BACKUP_LATE
    if late:
        return Alarm("backup_late", {"since": since, "ever": last is not None})
    newest = told.first()
    failed = newest is not None and newest.kind == "backup.failed"
    return Alarm("backup_failed", {"since": newest.at}) if newest and failed else None
