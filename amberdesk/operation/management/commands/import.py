"""`amberdesk import FILE`"""

import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from amberdesk.operation.actions.import_history import Count, Importing
from amberdesk.operation.history.lines import open_lines
from amberdesk.reports.actions.reckon import reckon_days
from amberdesk.search.actions.index import index_missing


class Command(BaseCommand):
    """Take over orders with their past; every line that cannot be is reported, and the others go in."""

    help = "Take over orders with their past from another desk: JSON Lines, described in docs/import.md."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="JSON Lines, one order a line; .gz is unpacked")
        parser.add_argument(
            "--source", default="", help="the desk they come from, where lines do not name it"
        )
        parser.add_argument("--dry-run", action="store_true", help="check every line, write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        importing = Importing(
            options["source"].strip(), timezone.now(), options["dry_run"], refuse=self._refuse
        )
        started = time.monotonic()
        try:
            with open_lines(options["file"]) as stream:
                for count in importing.run(stream):
                    self._progress(count, started)
        except (OSError, EOFError) as error:
            raise CommandError(f"{options['file']} cannot be read to its end: {error}") from None
        finally:
            if not importing.dry_run:
                self._complete()
        self._sum_up(importing.count, importing.dry_run, time.monotonic() - started)

    def _refuse(self, number: int, reason: str) -> None:
        self.stdout.write(f"line {number}: {reason}")

    def _progress(self, count: Count, started: float) -> None:
        rate = count.new / max(time.monotonic() - started, 0.001)
        self.stderr.write(
            f"  {count.lines} lines: {count.new} new, {count.known} known, {count.bad} bad ({rate:.0f} a second)"
        )

    def _complete(self) -> None:
        """Make the new orders findable, those of an import that was ended too, and count their days."""
        for done in index_missing():
            self.stderr.write(f"  {done} indexed for searching")
        while reckon_days(timezone.now()):
            pass

    def _sum_up(self, count: Count, dry_run: bool, seconds: float) -> None:
        what = "would be new" if dry_run else "new"
        self.stdout.write(
            f"{count.lines} lines in {seconds:.1f} s: {count.new} {what}, {count.known} known, {count.bad} bad"
        )
        if count.bad:
            sys.exit(1)
