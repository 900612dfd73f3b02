"""`amberdesk backup [FOLDER]`"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from amberdesk.operation.actions.backup import BackupFailed, make_backup


class Command(BaseCommand):
    """Write one backup of database, files and keys, and drop old ones."""

    help = "Write a backup of database, files and keys into a folder; old ones there are thinned out."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", nargs="?", help="(the data folder's backups)")

    def handle(self, *args: Any, **options: Any) -> None:
        usual = settings.AMBERDESK.backups or settings.AMBERDESK.data / "backups"
        folder = Path(options["folder"]).absolute() if options["folder"] else usual
        try:
            made = make_backup(folder, at=timezone.now())
        except BackupFailed as failed:
            raise CommandError(str(failed)) from failed
        told = made.manifest
        self.stdout.write(
            f"{made.path}: {told.rows.get('orders', 0)} orders, {told.rows.get('events', 0)} events,"
            f" {made.size / 1024**2:.1f} MiB. It holds keys: keep it where nobody else reads it."
        )
        if told.missing or told.damaged:
            raise CommandError(
                f"The backup is made, but {len(told.missing)} files are missing from the store and"
                f" {len(told.damaged)} are damaged: `amberdesk check --files` names them."
            )
