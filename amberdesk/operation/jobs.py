"""What the desk does for itself because time passed."""

import logging
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from amberdesk.customers.lists import kept_company
from amberdesk.operation.actions.backup import BackupFailed, make_backup
from amberdesk.operation.events import BACKUP, BackupMade
from amberdesk.operation.events import BackupFailed as Failed
from amberdesk.outbox.journal import journal
from amberdesk.outbox.models import Event

log = logging.getLogger(__name__)
HOURS = (2, 14)  # of the company's day at which backups are due: none is ever older than a day
PAUSE = timedelta(hours=1)  # before another try after a failure


def back_up_when_due(now: datetime) -> int:
    """Make a backup when one of the day's hours has passed since the last; return how many (0 or 1)."""
    folder = settings.AMBERDESK.backups
    if folder is None or not is_due(now):
        return 0
    try:
        made = make_backup(folder, at=now)
    except BackupFailed as failed:
        log.error("backup: %s", failed)
        return 0
    log.info("backup made: %s", made.path.name)
    return 1


def is_due(now: datetime) -> bool:
    """Tell whether the last backup, or a new desk's first event, is older than the last of the day's hours."""
    told = journal(BACKUP)
    failed = told.filter(kind=Failed.kind).order_by("-seq").first()
    if failed and now - failed.at < PAUSE:
        return False
    made = told.filter(kind=BackupMade.kind).order_by("-seq").first()
    since = made.at if made else Event.objects.order_by("pk").values_list("recorded_at", flat=True).first()
    return since is not None and since < last_hour(now)


def last_hour(now: datetime) -> datetime:
    """Return the last instant at which a backup was due."""
    company = kept_company()
    zone = ZoneInfo(company.timezone if company else "Europe/Warsaw")
    today = now.astimezone(zone)
    past = [
        today.replace(hour=hour, minute=0, second=0, microsecond=0) - timedelta(days=day)
        for day in (0, 1)
        for hour in HOURS
    ]
    return max(instant for instant in past if instant <= today)
