"""Listen at a mailbox: fetch what is there, then wait until the server tells of more."""

import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime

from django.db import close_old_connections, connection
from django.utils import timezone
from imap_tools import BaseMailBox

from amberdesk.mail.actions.fetch import Fetcher
from amberdesk.mail.actions.state import note_trouble, note_well, token_of
from amberdesk.mail.connections import SLOWLY, Away, Trouble
from amberdesk.mail.imap import has_told, signed_in, start_waiting, troubles
from amberdesk.mail.models import Mailbox

log = logging.getLogger(__name__)
LONGEST = 9 * 60.0  # seconds of waiting; servers may hang up after 29 minutes, firewalls after ten
POLL = 30.0  # seconds, where the server does not tell
GLANCE = 1.0  # seconds between looks at whether to go on
LOOK = 5.0  # seconds between looks at whether the office has changed the mailbox
AGAIN, SLOW = 10.0, 300.0  # seconds before the next try


def listen(mailbox: int, stop: threading.Event) -> None:
    """Hold the line to a mailbox until `stop`, or until the office changes it."""
    try:
        box = Mailbox.objects.select_related("network").filter(pk=mailbox, active=True).first()
        if box is not None and box.host:
            Listener(box, stop).listen()
    finally:
        connection.close()


class Listener:
    """The line to one mailbox with the settings that it has now."""

    def __init__(
        self, box: Mailbox, stop: threading.Event, now: Callable[[], datetime] = timezone.now
    ) -> None:
        self.box, self.stop, self.now = box, stop, now
        self.fetcher = Fetcher(box, now)
        self._looked, self._changed = time.monotonic(), False

    def listen(self) -> None:
        """Fetch and wait, over one line after the other."""
        while not self.is_over():
            try:
                with signed_in(self.box, token_of) as line:
                    self.fetcher.begin(line)
                    self._fetch_and_wait(line)
            except Away as away:
                log.warning("mailbox %s: %s", self.box.pk, away.trouble)  # the server's words may name people
                note_trouble(self.box, away, at=self.now())
                self._pause(SLOW if away.trouble in SLOWLY else AGAIN)

    def is_over(self) -> bool:
        """Tell whether to let go of the line: at once when stopped, soon when the office has changed it."""
        if self.stop.is_set():
            return True
        if not self._changed and time.monotonic() - self._looked > LOOK:
            self._looked = time.monotonic()
            close_old_connections()
            same = Mailbox.objects.filter(pk=self.box.pk, revision=self.box.revision, active=True)
            self._changed = not same.exists()
        return self._changed

    def _fetch_and_wait(self, line: BaseMailBox) -> None:
        while not self.is_over():
            while self.fetcher.round(line, self.is_over, self._note):
                pass  # the server may have told of more while it was asked other things
            self._note()
            if "IDLE" in line.client.capabilities:
                self._idle(line, POLL if self.fetcher.stuck else LONGEST)
            else:
                self._pause(POLL)

    def _note(self) -> None:
        """Say that the mailbox is fetched, and what does not go well all the same."""
        note_well(self.box, at=self.now(), but=self.fetcher.stuck)

    def _idle(self, line: BaseMailBox, longest: float) -> None:
        """Wait until the server tells of anything. Raises Away when the line is gone."""
        until = time.monotonic() + longest
        with troubles(Trouble.BROKEN):
            start_waiting(line)
            while not has_told(line) and not self.is_over() and time.monotonic() < until:
                began = time.monotonic()
                if line.idle.poll(timeout=GLANCE):
                    break
                if time.monotonic() - began < GLANCE / 2:  # it woke up for nothing: the other side hung up
                    break
            line.idle.stop()

    def _pause(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while not self.is_over() and time.monotonic() < until:
            self.stop.wait(min(GLANCE, seconds))
