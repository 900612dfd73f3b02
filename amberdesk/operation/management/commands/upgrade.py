"""`amberdesk upgrade`"""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from amberdesk.operation.actions.backup import BackupFailed
from amberdesk.operation.actions.upgrade import NotUpgraded, upgrade


class Command(BaseCommand):
    """Bring the database to this version of the program: check, back up, migrate."""

    help = "Check, back up, and bring the database to this version; then say how to go back."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="only say what would be done")

    def handle(self, *args: Any, **options: Any) -> None:
        folder = settings.AMBERDESK.backups or settings.AMBERDESK.data / "backups"
        try:
            done = upgrade(folder, at=timezone.now(), say=self.stdout.write, only_look=options["check"])
        except (BackupFailed, NotUpgraded) as error:
            raise CommandError(str(error)) from error
        if done:
            self.stdout.write(done)
