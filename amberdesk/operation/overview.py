"""How the desk fares, for the one who looks after it."""

from dataclasses import dataclass
from datetime import datetime

from amberdesk.operation.events import BACKUP, BackupMade
from amberdesk.operation.held import Held, what_is_held
from amberdesk.outbox.holding import dead
from amberdesk.outbox.journal import journal
from amberdesk.outbox.models import Delivery, Event, Tick
from amberdesk.reports.alarms import Alarm, alarms

SHOWN = 14  # of backups
MOST = 50  # of what failed


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything at one instant; lists are bounded."""

    alarms: list[Alarm]
    backups: list[Event]
    held: Held
    dead: list[Delivery]
    failing: list[Tick]


def overview(now: datetime) -> Overview:
    """Return how the desk fares."""
    return Overview(
        alarms=alarms(now),
        backups=list(journal(BACKUP).order_by("-seq")[:SHOWN]),
        held=what_is_held(),
        dead=list(dead()[:MOST]),
        failing=list(Tick.objects.exclude(error="").order_by("job")),
    )


def is_whole(backup: Event) -> bool:
    """Tell whether a backup was made with every file."""
    return backup.kind == BackupMade.kind and not (backup.data["missing"] or backup.data["damaged"])
