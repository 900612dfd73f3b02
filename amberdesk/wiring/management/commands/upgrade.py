from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from amberdesk.operation.actions.backup import BackupFailed
from amberdesk.operation.actions.upgrade import NotUpgraded, upgrade
from amberdesk.wiring.checks import database, files, findings, time_zones


class Command(BaseCommand):
    help = "Check this machine, back up, bring the database to this version, and say how to go back."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="only say what would be done")

    def handle(self, *args: Any, **options: Any) -> None:
        needed = (database, files, time_zones)  # a mail server that is away holds up no upgrade
        bad = [finding.sentence for finding in findings(needed) if not finding.good]
        if bad:
            raise CommandError("Nothing was changed, put this right first: " + "; ".join(bad))
        folder = settings.AMBERDESK.backups or settings.AMBERDESK.data / "backups"
        try:
            way_back = upgrade(folder, at=timezone.now(), say=self.stdout.write, only_look=options["check"])
        except BackupFailed as failed:
            raise CommandError(f"Nothing was changed. {failed}") from failed
        except NotUpgraded as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(way_back)
