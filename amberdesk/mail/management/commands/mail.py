"""Mail by the command line: which mailboxes there are, and mail as any mail server can hand it over."""

import logging
import os
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import now

from amberdesk.customers.models import Network
from amberdesk.mail.actions.keep import add_mailbox
from amberdesk.mail.actions.replay import replay
from amberdesk.mail.actions.take_in import take_in
from amberdesk.mail.mailboxes import mailbox_at
from amberdesk.mail.matching import Policy
from amberdesk.mail.queries import held_because, raw_mail
from amberdesk.mail.reading.limits import MOST_KEPT
from amberdesk.mail.refusals import Refused
from amberdesk.mail.waiting import all_waiting
from amberdesk.outbox.actor import MACHINE

log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Take mail in from a mail server, and say to which networks mailboxes belong."

    def add_arguments(self, parser: ArgumentParser) -> None:
        steps = parser.add_subparsers(dest="step", required=True)
        into = steps.add_parser("take-in", help="read one raw mail from the standard input")
        into.add_argument("--mailbox", required=True, metavar="ADDRESS")
        new = steps.add_parser("mailbox", help="let an address be a network's mailbox")
        new.add_argument("address")
        new.add_argument("--network", required=True, metavar="CODE")
        new.add_argument("--policy", choices=[str(policy) for policy in Policy], default=str(Policy.ACCEPT))
        steps.add_parser("held", help="what waits for people")
        again = steps.add_parser("again", help="read a held or dropped mail once more, after a fix")
        again.add_argument("id", type=int)
        replay = steps.add_parser("replay", help="read all held mails of a reason once more, after a fix")
        replay.add_argument("--reason", required=True, metavar="CODE")

    def handle(self, *args: Any, **given: Any) -> None:
        match given["step"]:
            case "take-in":
                self._take_in(given["mailbox"])
            case "mailbox":
                self._mailbox(given["address"], given["network"], given["policy"])
            case "held":
                for row in all_waiting():
                    number = row.order.number if row.order else "-"
                    self.stdout.write(
                        f"{row.pk} {row.mailbox} {row.reason} {number} {row.sender}: {row.subject}"
                    )
            case "again":
                self._again(given["id"])
            case "replay":
                for row in replay(held_because(given["reason"]), by=MACHINE, at=now()):
                    self.stdout.write(f"{row.pk} {row.state} {row.reason}".rstrip())

    def _take_in(self, address: str) -> None:
        """Exit codes are those of sysexits.h: what the mail server is to try again, it tries again."""
        try:
            mailbox = mailbox_at(address)
            if mailbox is None:
                raise CommandError("There is no such mailbox.", returncode=os.EX_NOUSER)
            raw = sys.stdin.buffer.read(MOST_KEPT + 1)
            if not raw or len(raw) > MOST_KEPT:
                raise CommandError("The mail is empty, or too big.", returncode=os.EX_DATAERR)
            at = now()
            row = take_in(mailbox, raw, received_at=at, at=at)
        except CommandError:
            raise
        except Exception as error:  # whatever it is, the mail server keeps the mail
            log.exception("mail was not taken")  # the reason is ours: the mail server's log is read by others
            raise CommandError("The mail was not taken.", returncode=os.EX_TEMPFAIL) from error
        self.stdout.write(f"{row.pk} {row.state} {row.reason}".rstrip())

    def _mailbox(self, address: str, code: str, policy: str) -> None:
        network = Network.objects.filter(code=code.upper()).first()
        if network is None:
            raise CommandError(f"There is no network {code}.")
        try:
            mailbox = add_mailbox(network, address=address, policy=Policy(policy))
        except Refused as refused:
            raise CommandError("There is such a mailbox, of another network.") from refused
        self.stdout.write(f"{mailbox.address}: {network.code}, {mailbox.policy}")

    def _again(self, pk: int) -> None:
        row = raw_mail(pk)
        if row is None:
            raise CommandError(f"There is no mail {pk}.")
        (row,) = replay([row], by=MACHINE, at=now())
        self.stdout.write(f"{row.pk} {row.state} {row.reason}".rstrip())
