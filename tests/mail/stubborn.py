"""A mail server at the edge of the world that says no: what it keeps is in memory, what it refuses is said by the test."""

from typing import Any

from amberdesk.mail.actions.fetch import Fetcher
from tests.factories import NINE

No = tuple[str, list[bytes]]


class Client:
    """What `imaplib` would be on a line to it. refuses: command -> what it says instead of doing it"""

    def __init__(self, mails: list[bytes], capabilities: str, marks: bool) -> None:
        self.mails = {str(n): raw for n, raw in enumerate(mails, 1)}
        self.flags: dict[str, set[str]] = {uid: set() for uid in self.mails}
        self.folders: dict[str, list[bytes]] = {"Amberdesk": [], "Amberdesk-wstrzymane": []}
        self.capabilities = tuple(capabilities.split())
        self.untagged_responses = {"PERMANENTFLAGS": [b"(\\Seen \\*)" if marks else b"(\\Seen)"]}
        self.refuses: dict[str, bytes] = {}
        self.spoilt: dict[str, bytes] = {}  # UID -> what it says when asked for it
        self.breaks: set[str] = set()  # UIDs on whose answer the library breaks
        self.when = b"19-Nov-2026 14:05:00 +0100"
        self.asked: list[str] = []

    def noop(self) -> None:
        """Say nothing new."""

    def response(self, name: str) -> tuple[str, list[Any]]:
        return name, [b"1"] if name == "UIDVALIDITY" else [None]

    def uid(self, command: str, *about: Any) -> Any:
        self.asked.append(command)
        if command in self.refuses:
            return "NO", [self.refuses[command]]
        return getattr(self, f"_{command.lower()}")(about[0].split(","), *about[1:])

    def _fetch(self, uids: list[str], what: str) -> Any:
        (uid,) = uids
        if uid in self.spoilt:
            return "NO", [self.spoilt[uid]]
        if uid in self.breaks:
            raise IndexError("index out of range")
        raw = self.mails.get(uid)
        if raw is None:
            return "OK", [None]
        if "SIZE" in what:
            return "OK", [b"1 (UID %s RFC822.SIZE %d)" % (uid.encode(), len(raw))]
        head = b'1 (UID %s INTERNALDATE "%s" BODY[] {%d}' % (uid.encode(), self.when, len(raw))
        return "OK", [(head, raw), b")"]

    def _copy(self, uids: list[str], folder: bytes) -> Any:
        name = folder.decode().strip('"')
        self.folders[name] += [self.mails[uid] for uid in uids if uid in self.mails]
        return "OK", [b""]

    def _move(self, uids: list[str], folder: bytes) -> Any:
        self._copy(uids, folder)
        return self._gone(uids)

    def _store(self, uids: list[str], _how: str, flags: str) -> Any:
        for uid in uids:
            self.flags[uid] |= set(flags.strip("()").split())
        return "OK", [b""]

    def _expunge(self, uids: list[str]) -> Any:
        return self._gone([uid for uid in uids if "\\Deleted" in self.flags[uid]])

    def _gone(self, uids: list[str]) -> Any:
        for uid in uids:
            self.mails.pop(uid, None)
        return "OK", [b""]


class Folders:
    """The folders, all there."""

    def exists(self, _name: str) -> bool:
        return True

    def set(self, _name: str) -> None:
        """Choose it."""


class Stubborn:
    """A line to the server."""

    def __init__(self, *mails: bytes, capabilities: str = "MOVE UIDPLUS", marks: bool = True) -> None:
        self.client, self.folder = Client(list(mails), capabilities, marks), Folders()

    def uids(self, criteria: str, charset: Any = None) -> list[str]:
        hidden = {"\\Deleted"} | ({"AmberdeskTaken"} if "UNKEYWORD" in criteria else set())
        return [uid for uid in self.client.mails if not self.client.flags[uid] & hidden]


def fetched(box: Any, line: Stubborn, fetcher: Fetcher | None = None) -> Fetcher:
    """Take one round over the line; return who took it."""
    fetcher = fetcher or Fetcher(box, lambda: NINE)
    fetcher.begin(line)  # type: ignore[arg-type]
    fetcher.round(line)  # type: ignore[arg-type]
    return fetcher
