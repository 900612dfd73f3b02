"""The line to a mail server that keeps a mailbox: sign in, look, take a mail, put it away."""

import imaplib
import re
import ssl
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from imap_tools import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError
from imap_tools.utils import encode_folder

from amberdesk.mail.connections import Away, NotNow, Security, SignIn, Trouble
from amberdesk.mail.models import Mailbox
from amberdesk.mail.reading.limits import MOST_FETCHED, MOST_KEPT
from amberdesk.people.secrets import NoKey, opened

PATIENCE = 60.0  # seconds for one answer
_WHEN = re.compile(rb'INTERNALDATE "([^"]+)"')
_UID = re.compile(rb"\bUID (\d+)")
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
TAKEN = "AmberdeskTaken"  # our mark on mails that stay in the inbox
_VANISHED = re.compile(r"EXPUNGEISSUED|NONEXISTENT|no longer exist|no such message|already expunged", re.I)
Token = Callable[[Mailbox], str]


class Taken(NamedTuple):
    """A mail as the server has it."""

    raw: bytes
    arrived_at: datetime | None  # at the server


@contextmanager
def signed_in(box: Mailbox, token: Token) -> Iterator[BaseMailBox]:
    """Hold a line to the mailbox's server, signed in, with no folder chosen. Raises Away."""
    with troubles(Trouble.UNREACHABLE):
        line = _dial(box)
    try:
        with troubles(Trouble.SIGN_IN):
            _sign_in(line, box, token)
        with troubles(Trouble.BROKEN):
            line.client.capabilities = tuple(
                line.client.capability()[1][0].decode("ascii", "replace").split()
            )
        yield line
    finally:
        with suppress(Exception):
            line.client.shutdown()


def _dial(box: Mailbox) -> BaseMailBox:
    context = ssl.create_default_context()
    match box.security:
        case Security.PLAIN:
            return MailBoxUnencrypted(box.host, box.port, timeout=PATIENCE)
        case Security.STARTTLS:
            return MailBoxStartTls(box.host, box.port, timeout=PATIENCE, ssl_context=context)
    return MailBox(box.host, box.port, timeout=PATIENCE, ssl_context=context)


def _sign_in(line: BaseMailBox, box: Mailbox, token: Token) -> None:
    user = box.user or box.address
    if box.sign_in != SignIn.PASSWORD:
        line.xoauth2(user, token(box), initial_folder=None)
        return
    try:
        password = opened(box.password)
    except NoKey as error:
        raise Away(Trouble.NO_KEY) from error
    if (user + password).isascii():
        line.login(user, password, initial_folder=None)
    else:
        line.login_utf8(user, password, initial_folder=None)


@contextmanager
def troubles(refused: Trouble) -> Iterator[None]:
    """Say what went wrong in our words: `refused` when the server says no. Raises Away."""
    broken = Trouble.UNREACHABLE if refused == Trouble.UNREACHABLE else Trouble.BROKEN
    try:
        yield
    except ssl.SSLCertVerificationError as error:
        raise Away(Trouble.TLS, error.verify_message) from error
    except (OSError, imaplib.IMAP4.abort) as error:
        raise Away(broken, str(error)) from error
    except (ImapToolsError, imaplib.IMAP4.error) as error:
        raise Away(refused, str(error)) from error


def choose(line: BaseMailBox, box: Mailbox) -> int:
    """Open the inbox; return its UIDVALIDITY. Raises Away."""
    with troubles(Trouble.FOLDER):
        line.folder.set(box.inbox)
        said = line.client.response("UIDVALIDITY")[1]
    return int(said[0]) if said and said[0] else 0


def make_folders(line: BaseMailBox, box: Mailbox) -> None:
    """Make the folders of accepted and held mail where they are not there. Raises Away."""
    with troubles(Trouble.FOLDER):
        for folder in (box.done_folder, box.held_folder):
            if not line.folder.exists(folder):
                line.folder.create(folder)


def waiting(line: BaseMailBox, since: date | None) -> list[str]:
    """Return the UIDs of what lies in the inbox, oldest first, came on a day or later, and is not marked as taken.

    Raises Away.
    """
    marks = "UNDELETED" + (f" UNKEYWORD {TAKEN}" if _keeps_marks(line) else "")
    criteria = marks + (f" SINCE {_day(since)}" if since else "")
    found: list[str] = []
    with troubles(Trouble.BROKEN):
        for _again in range(3):
            line.client.noop()  # else some servers show what came to nobody who looks
            for told in ("EXISTS", "RECENT", "EXPUNGE"):  # the library keeps them until somebody asks
                line.client.response(told)
            found = line.uids(criteria, charset=None)
            if line.client.response("EXISTS")[1] == [None]:  # else more came while the server looked
                break
    return sorted(found, key=int)


def _keeps_marks(line: BaseMailBox) -> bool:
    """Tell whether the inbox takes marks of our own."""
    told = (line.client.untagged_responses.get("PERMANENTFLAGS") or [b""])[-1]
    flags = told.decode("ascii", "replace").strip("()").lower().split() if isinstance(told, bytes) else []
    return "\\*" in flags or TAKEN.lower() in flags


def _day(day: date) -> str:
    return f"{day.day}-{MONTHS[day.month - 1]}-{day.year}"


def start_waiting(line: BaseMailBox) -> None:
    """Ask the server to tell of more from now on; it may tell of something before it consents."""
    client: Any = line.client
    tag = line.idle._idle_tag = client._command("IDLE")
    while client._get_response() is not None:  # None: it consents
        if client.tagged_commands.get(tag):
            raise imaplib.IMAP4.error("the server does not tell")


def has_told(line: BaseMailBox) -> bool:
    """Tell whether the server has said something that nobody has looked at, before or along with its last answer.

    What came along with an answer was read with it and lies in memory: no look at the socket finds it there.
    """
    client: Any = line.client
    if client.untagged_responses.get("EXISTS") or getattr(client, "_readbuf", None):
        return True
    patience = client.sock.gettimeout()
    client.sock.settimeout(0)  # only what is there
    try:
        return bool(client.file.peek(1))
    except OSError:  # nothing is
        return False
    finally:
        client.sock.settimeout(patience)


def take(line: BaseMailBox, uid: str) -> Taken | None:
    """Return a mail and leave it as it is; None when it is there no more. Raises Away, NotNow."""
    with troubles(Trouble.BROKEN):
        size = next(iter(_numbers(_SIZE, _fetched(line, uid, "(RFC822.SIZE)"), uid)), None)
        if size is None:
            return None
        part = "BODY.PEEK[]" if size <= MOST_KEPT else f"BODY.PEEK[]<0.{MOST_FETCHED}>"
        said = _fetched(line, uid, f"(INTERNALDATE {part})")
    for place, item in enumerate(said):
        if isinstance(item, tuple) and b"BODY[" in item[0]:
            after = said[place + 1] if place + 1 < len(said) and isinstance(said[place + 1], bytes) else b""
            return Taken(item[1], _arrived(item[0] + after))
    return None


def _fetched(line: BaseMailBox, uid: str, what: str) -> Sequence[Any]:
    """Return what the server says of a mail; nothing of one that is there no more. Raises NotNow."""
    try:
        return _tell(line, "FETCH", uid, what)
    except NotNow as no:
        if _VANISHED.search(str(no)):
            return []
        raise


def _numbers(what: re.Pattern[bytes], said: Sequence[Any], uid: str) -> Iterator[int]:
    """Yield what the server said of one mail; it may speak of others meanwhile."""
    for item in said:
        text = b"".join(item) if isinstance(item, tuple) else item or b""
        named, found = _UID.search(text), what.search(text)
        if named and found and named[1] == uid.encode():
            yield int(found[1])


def _arrived(text: bytes) -> datetime | None:
    """Return when the server says that it had a mail; None when it says nothing, or nothing that is a time."""
    said = _WHEN.search(text)
    try:
        parts = imaplib.Internaldate2tuple(b'INTERNALDATE "' + said[1] + b'"') if said else None
        return datetime.fromtimestamp(time.mktime(parts), UTC) if parts else None
    except (LookupError, ValueError, OverflowError, OSError):
        return None


def put_away(line: BaseMailBox, uids: Sequence[str], folder: str) -> None:
    """Move mails into a folder; one that is there no more is no fault. Raises Away, NotNow.

    Where the server does not move, they are copied and deleted: these alone, never what others have marked.
    """
    with troubles(Trouble.BROKEN):
        if "MOVE" in line.client.capabilities:
            try:
                return _transfer(line, "MOVE", uids, folder)
            except NotNow:  # it says that it can, and cannot: not asked again over this line
                line.client.capabilities = tuple(c for c in line.client.capabilities if c != "MOVE")
        _transfer(line, "COPY", uids, folder)
        _delete(line, uids)


def mark_taken(line: BaseMailBox, uids: Sequence[str]) -> None:
    """Mark mails that stay in the inbox, so that they are not taken again. Raises Away."""
    with troubles(Trouble.BROKEN), suppress(NotNow):
        if _keeps_marks(line):
            _tell(line, "STORE", ",".join(uids), "+FLAGS.SILENT", f"({TAKEN})")


def _transfer(line: BaseMailBox, how: str, uids: Sequence[str], folder: str) -> None:
    try:
        _tell(line, how, ",".join(uids), encode_folder(folder))
    except NotNow as refused:
        if "TRYCREATE" not in str(refused).upper():
            raise
        try:
            line.folder.create(folder)  # somebody has removed it
        except ImapToolsError:
            raise refused from None
        _tell(line, how, ",".join(uids), encode_folder(folder))


def _delete(line: BaseMailBox, uids: Sequence[str]) -> None:
    """Mark as deleted, and remove where that can be said of these alone; else whoever empties the mailbox does."""
    _tell(line, "STORE", ",".join(uids), "+FLAGS.SILENT", r"(\Deleted)")
    if "UIDPLUS" in line.client.capabilities:
        _tell(line, "EXPUNGE", ",".join(uids))


def _tell(line: BaseMailBox, command: str, *about: Any) -> Sequence[Any]:
    """Return the answer to a command about mails by their UID. Raises NotNow, and what a broken line raises."""
    try:
        answer, said = line.client.uid(command, *about)
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as error:  # the server does not know the command
        raise NotNow(str(error)[:200]) from error
    if answer != "OK":
        words = b" ".join(part for part in said if isinstance(part, bytes))
        raise NotNow(words.decode("utf-8", "replace")[:200])
    return said
