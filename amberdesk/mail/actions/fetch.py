"""Fetch a mailbox: keep each mail, read it, and only then put it away on the server. Twice is once.

A crash at any step leaves the mail in the inbox or kept here: the next round takes up where the last one ended. What is
kept is known by its Message-ID or its bytes, so no number of the server's need be trusted.
"""

import logging
from collections.abc import Callable, Collection
from datetime import datetime
from itertools import islice

from django.db import DatabaseError, InterfaceError, connection
from imap_tools import BaseMailBox

from amberdesk.mail.actions.state import note_inbox
from amberdesk.mail.actions.take_in import take_in
from amberdesk.mail.connections import Away, NotNow, Trouble
from amberdesk.mail.imap import Taken, choose, make_folders, mark_taken, put_away, take, waiting
from amberdesk.mail.models import HELD, KEPT, Mailbox, RawMail

log = logging.getLogger(__name__)
AT_ONCE = 25  # mails that are put away together
MOST_TRIES = 3  # of one mail that breaks the line or cannot be kept, before the others go first
MOST_REFUSED = (
    5  # mails in a row that the server does not give out or that cannot be kept, before it is left in peace
)


class Fetcher:
    """One mailbox over any number of lines; what it remembers only saves work.

    stuck: what does not go well though mail is fetched; None when all does
    """

    def __init__(self, box: Mailbox, now: Callable[[], datetime]) -> None:
        self.box, self.now = box, now
        self.stuck: Away | None = None
        self._kept: dict[str, str] = {}  # UID -> folder: kept here, not yet put away there
        self._left: dict[str, str] = {}  # the same of those that the server did not let us put away
        self._broke: dict[
            str, int
        ] = {}  # UID -> lines that broke, or answers that were no, while it was taken

    def begin(self, line: BaseMailBox) -> None:
        """Open the inbox on a new line; where its numbers begin anew, none is remembered. Raises Away."""
        self._make_folders(line)
        validity = choose(line, self.box)
        if validity != self.box.uid_validity:
            self._kept, self._left, self._broke = {}, {}, {}
            note_inbox(self.box, validity)

    def round(
        self,
        line: BaseMailBox,
        is_over: Callable[[], bool] = lambda: False,
        goes_on: Callable[[], None] = lambda: None,
    ) -> int:
        """Take all that lies in the inbox, until `is_over`; return how many mails were taken. Raises Away.

        goes_on: called now and then, while mails are put away
        """
        count = refused = 0
        if self.stuck and self.stuck.trouble == Trouble.FOLDER:
            self._make_folders(line)
        self._try_left(line)
        found = waiting(line, self.box.fetch_from)
        self._forget_all_but(found)
        for uid in sorted(found, key=lambda uid: self._broke.get(uid, 0) >= MOST_TRIES):
            if is_over():
                break
            if uid not in self._kept and uid not in self._left:
                try:
                    count += self._take(line, uid)
                    refused = 0
                except NotNow as no:
                    refused = self._not_given(line, uid, no, refused)
            if len(self._kept) >= AT_ONCE:
                self._put_away(line)
                goes_on()
        self._put_away(line)
        return count

    def _make_folders(self, line: BaseMailBox) -> None:
        self.stuck = None
        try:
            make_folders(line, self.box)
        except Away as away:  # mail is taken all the same
            if away.trouble != Trouble.FOLDER:
                raise
            self.stuck = away

    def _forget_all_but(self, found: Collection[str]) -> None:
        there = set(found)
        self._broke = {uid: times for uid, times in self._broke.items() if uid in there}
        if self.stuck and self.stuck.trouble == Trouble.MAIL:
            self.stuck = None  # this round asks for it again

    def _take(self, line: BaseMailBox, uid: str) -> int:
        try:
            found = take(line, uid)
        except NotNow:
            raise
        except Exception as error:  # the line broke, or the library with it
            self._broke[uid] = self._broke.get(uid, 0) + 1
            raise error if isinstance(error, Away) else Away(Trouble.BROKEN, type(error).__name__) from error
        if found is None:
            return 0  # somebody has moved it meanwhile
        row = self._keep(found)
        self._kept[uid] = self.box.held_folder if row.state in (HELD, KEPT) else self.box.done_folder
        return 1

    def _keep(self, found: Taken) -> RawMail:
        """Keep a mail and read it. Raises NotNow for one that cannot be kept, whatever it is: others can."""
        at = self.now()
        try:
            return take_in(self.box, found.raw, received_at=min(found.arrived_at or at, at), at=at)
        except Exception as error:
            if isinstance(error, DatabaseError | InterfaceError) and not connection.is_usable():
                raise  # that is no fault of the mail's
            log.exception("a mail of mailbox %s cannot be kept", self.box.pk)
            raise NotNow(type(error).__name__) from error

    def _not_given(self, line: BaseMailBox, uid: str, no: NotNow, refused: int) -> int:
        """Go on to the next mail; a server that gives out none of them is asked later. Raises Away."""
        self._broke[uid] = self._broke.get(uid, 0) + 1
        if refused + 1 >= MOST_REFUSED:
            self._put_away(line)
            raise Away(Trouble.BROKEN, str(no)) from no
        self.stuck = Away(Trouble.MAIL, str(no))
        return refused + 1

    def _put_away(self, line: BaseMailBox) -> None:
        for folder in (self.box.done_folder, self.box.held_folder):
            while some := _some_of(self._kept, folder):
                self._away(line, some, folder)
                for uid in some:
                    del self._kept[uid]

    def _try_left(self, line: BaseMailBox) -> None:
        """Try once more to put away what had to be left, as long as it goes well."""
        while self._left:
            folder = next(iter(self._left.values()))
            some = _some_of(self._left, folder)
            if not self._away(line, some, folder):
                return
            for uid in some:
                del self._left[uid]
        if self.stuck and self.stuck.trouble == Trouble.LEFT:
            self.stuck = None

    def _away(self, line: BaseMailBox, uids: list[str], folder: str) -> bool:
        """Put mails away; else let them lie in the inbox, marked: they are kept here."""
        try:
            put_away(line, uids, folder)
        except NotNow as no:
            mark_taken(line, uids)
            self._left |= dict.fromkeys(uids, folder)
            self.stuck = Away(Trouble.LEFT, str(no))
            return False
        return True


def _some_of(mails: dict[str, str], folder: str) -> list[str]:
    return list(islice((uid for uid, place in mails.items() if place == folder), AT_ONCE))
