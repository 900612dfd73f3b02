"""`amberdesk restore ARCHIVE`"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from amberdesk.operation.actions.decide import drop_held, send_held
from amberdesk.operation.actions.emptiness import NotRestored
from amberdesk.operation.actions.restore import Restored, restore
from amberdesk.outbox.actor import MACHINE


class Command(BaseCommand):
    """Restore a backup into an empty database; later say what becomes of what it has held back."""

    help = "Restore a backup into an empty database. What may have been sent already is held, until one says otherwise."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("archive", nargs="?", help="a file that `amberdesk backup` has written")
        parser.add_argument("--send-held", action="store_true", help="send what a restore has held back")
        parser.add_argument(
            "--drop-held", action="store_true", help="never send what a restore has held back"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        chosen = [bool(options[name]) for name in ("archive", "send_held", "drop_held")]
        if sum(chosen) != 1:
            raise CommandError("Name a backup, or --send-held, or --drop-held.")
        if options["archive"]:
            self._restore(Path(options["archive"]).absolute())
            return
        act = send_held if options["send_held"] else drop_held
        held = act(by=MACHINE, at=timezone.now())
        word = "sent" if options["send_held"] else "dropped"
        self.stdout.write(
            f"{held.mails} letters, {held.calls} calls and {held.deliveries} notices are {word}."
        )

    def _restore(self, path: Path) -> None:
        try:
            done = restore(path, at=timezone.now(), say=self.stdout.write)
        except NotRestored as refusal:
            raise CommandError(str(refusal)) from refusal
        for sentence in sentences(done):
            self.stdout.write(sentence)
        if done.broken:
            raise CommandError(
                f"The journal is not whole: events {done.broken[:20]} were changed before the backup."
            )


def sentences(done: Restored) -> list[str]:
    """Return what an operator has to know about a restored desk."""
    rows, held = done.manifest.rows, done.held
    told = [
        f"Restored: {rows.get('orders', 0)} orders, {rows.get('events', 0)} events, {done.files} files;"
        " the same as in the backup.",
        "Order numbers go on at "
        + (", ".join(f"{code} {number}" for code, number in done.next_numbers.items()) or "1")
        + ": numbers given after the backup do not come again.",
    ]
    if not done.broken:
        told.append("The journal's chain is whole.")
    if held:
        told.append(
            f"Held, because they may have been sent already: {held.mails} letters, {held.calls} webhook calls,"
            f" {held.deliveries} notices. Decide in the office (/office/operation/) or by `amberdesk restore"
            " --send-held` or `--drop-held`."
        )
    if done.manifest.missing:
        told.append(f"{len(done.manifest.missing)} files were not in the store when the backup was made.")
    if done.other_key:
        told.append(
            "AMBERDESK_SECRET_KEY is not the key of the backup: links in old letters are dead until it is"
            " (it lies in the data folder, keys/secret_key)."
        )
    return told
