from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands.check import Command as SystemChecks

from amberdesk.wiring.checks import findings


class Command(SystemChecks):
    help = (
        "Tell whether database, clocks, files, mail and address are right on this machine; 1 if one is not."
    )

    def handle(self, *labels: Any, **options: Any) -> None:
        super().handle(*labels, **options)
        bad = 0
        for finding in findings():
            self.stdout.write(f"{'ok   ' if finding.good else 'WRONG'} {finding.sentence}")
            bad += not finding.good
        if bad:
            raise CommandError(f"{bad} of these must be put right.")
