from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from amberdesk.operation.actions.backup import BackupFailed, make_backup
from amberdesk.start.prepare import migrations_wait
from amberdesk.wiring.checks import database, files, findings, time_zones


class Command(BaseCommand):
    help = "Check this machine, back up, bring the database to this version, and say how to go back."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        if not migrations_wait():
            self.stdout.write("The database is of this version: nothing to do.")
            return
        needed = (database, files, time_zones)  # a mail server that is away holds up no upgrade
        bad = [finding.sentence for finding in findings(needed) if not finding.good]
        if bad:
            raise CommandError("Nothing was changed, put this right first: " + "; ".join(bad))
        try:
            made = make_backup(
                settings.AMBERDESK.backups or settings.AMBERDESK.data / "backups", at=timezone.now()
            )
        except BackupFailed as failed:
            raise CommandError(f"Nothing was changed. {failed}") from failed
        self.stdout.write(f"Backed up: {made.path}")
        call_command("migrate", verbosity=0, interactive=False)
        self.stdout.write(
            "The database is of this version now. To go back, install the version before and give it an empty"
            f" database by `amberdesk restore {made.path}`."
        )
