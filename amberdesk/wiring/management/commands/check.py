from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.core.management.commands.check import Command as SystemChecks

from amberdesk.wiring.checks import PARTS, findings, journal_chain
from amberdesk.wiring.stored_files import faults


class Command(SystemChecks):
    help = "Tell whether database, clocks, files, mail, backups and journal are right on this machine; 1 if one is not."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--files", action="store_true", help="read every stored file and name those that are not whole"
        )

        parser.add_argument(
            "--journal",
            action="store_true",
            help="reckon the hash of every event there is, not of the newest only",
        )

    def handle(self, *labels: Any, **options: Any) -> None:
        super().handle(*labels, **options)
        bad = 0
        for finding in findings([*PARTS, *([journal_chain] if options["journal"] else [])]):
            self.stdout.write(f"{'ok   ' if finding.good else 'WRONG'} {finding.sentence}")
            bad += not finding.good
        for fault in faults() if options["files"] else ():
            self.stdout.write(f"WRONG {fault}")
            bad += 1
        if bad:
            raise CommandError(f"{bad} of these must be put right.")
