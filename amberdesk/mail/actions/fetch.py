"""Fetch a mailbox: keep each mail, read it, and only then put it away on the server. Twice is once.

A crash at any step leaves the mail in the inbox or kept here: the next round takes up where the last one ended. What is
kept is known by its Message-ID or its bytes, so no number of the server's need be trusted.
"""

import logging
from collections.abc import Callable
from datetime import datetime

from imap_tools import BaseMailBox

from amberdesk.mail.actions.state import note_inbox
from amberdesk.mail.actions.take_in import take_in
from amberdesk.mail.connections import Away
from amberdesk.mail.imap import choose, put_away, take, waiting
from amberdesk.mail.models import HELD, KEPT, Mailbox

log = logging.getLogger(__name__)
AT_ONCE = 25  # mails that are put away together
MOST_TRIES = 3  # of one mail that breaks the line, before the others go first


class Fetcher:
    """One mailbox over any number of lines; what it remembers only saves work."""

    def __init__(self, box: Mailbox, now: Callable[[], datetime]) -> None:
        self.box, self.now = box, now
        self._kept: dict[str, str] = {}  # UID -> folder: kept here, not yet put away there
        self._broke: dict[str, int] = {}  # UID -> lines that broke while it was taken

    def begin(self, line: BaseMailBox) -> None:
        """Open the inbox on a new line; where its numbers begin anew, none is remembered. Raises Away."""
        validity = choose(line, self.box)
        if validity != self.box.uid_validity:
            self._kept, self._broke = {}, {}
            note_inbox(self.box, validity)

    def round(self, line: BaseMailBox, is_over: Callable[[], bool] = lambda: False) -> int:
        """Take all that lies in the inbox, until `is_over`; return how many mails were taken. Raises Away."""
        count = 0
        found = waiting(line, self.box.fetch_from)
        for uid in sorted(found, key=lambda uid: self._broke.get(uid, 0) >= MOST_TRIES):
            if is_over():
                break
            if uid not in self._kept:
                count += self._take(line, uid)
            if len(self._kept) >= AT_ONCE:
                self._put_away(line)
        self._put_away(line)
        return count

    def _take(self, line: BaseMailBox, uid: str) -> int:
        try:
            found = take(line, uid)
        except Away:
            self._broke[uid] = self._broke.get(uid, 0) + 1
            raise
        if found is None:
            return 0  # somebody has moved it meanwhile
        at = self.now()
        arrived = min(found.arrived_at or at, at)
        row = take_in(self.box, found.raw, received_at=arrived, at=at)
        self._kept[uid] = self.box.held_folder if row.state in (HELD, KEPT) else self.box.done_folder
        return 1

    def _put_away(self, line: BaseMailBox) -> None:
        for folder in (self.box.done_folder, self.box.held_folder):
            if uids := [uid for uid, place in self._kept.items() if place == folder]:
                put_away(line, uids, folder)
                for uid in uids:
                    del self._kept[uid]
