"""A server at the edge of the world that speaks as much IMAP as the desk needs, and breaks where a test wants it to."""

import re
import socketserver
import threading
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_LITERAL = re.compile(r"\{(\d+)\}$")
ARRIVED = b'INTERNALDATE "19-Nov-2026 08:00:00 +0000"'


class Speaker(socketserver.ThreadingTCPServer):
    """Inbox and folders in memory. Each line has its number, the first is 1.

    cut: UID -> how many bytes of the mail go out before the line drops, once for each number
    deaf: after a "+ idling" nothing is heard or said on these lines any more, as when a router forgot them
    hangs_up: the line is closed while it idles
    tokens: the short keys that open the mailbox; each that was shown is in `shown`
    """

    daemon_threads, allow_reuse_address = True, True

    def __init__(self, *mails: bytes, capabilities: str = "IDLE MOVE UIDPLUS") -> None:
        super().__init__(("127.0.0.1", 0), Talk)
        self.port = self.server_address[1]
        self.inbox = dict(enumerate(mails, 1))
        self.folders: dict[str, list[bytes]] = {}
        self.capabilities = capabilities
        self.cut: dict[int, list[int]] = {}
        self.deaf, self.hangs_up = False, False
        self.tokens: set[str] = set()
        self.shown: list[str] = []
        self.lines, self.idling, self.fetched = 0, 0, 0
        self.told = threading.Condition()

    def bring(self, raw: bytes) -> None:
        """Let a mail come; who idles is told."""
        with self.told:
            self.inbox[max(self.inbox, default=0) + 1] = raw
            self.told.notify_all()


class Talk(socketserver.StreamRequestHandler):
    """One line."""

    server: Speaker
    disable_nagle_algorithm = True

    def handle(self) -> None:
        self.server.lines += 1
        self.say(b"* OK here")
        while words := self.hear():
            tag, command, rest = (*words.split(" ", 2), "", "")[:3]
            if command.upper() == "UID":
                command, _space, rest = rest.partition(" ")
            try:
                done = getattr(self, f"on_{command.lower()}", self.on_noop)(rest)
            except (OSError, EndOfLine):
                return
            self.say(f"{tag} {done or 'OK done'}".encode())

    def say(self, line: bytes) -> None:
        self.wfile.write(line + b"\r\n")

    def hear(self) -> str:
        try:
            return self.rfile.readline().decode().rstrip("\r\n")
        except OSError:
            return ""

    def on_noop(self, _rest: str) -> str | None:
        return None

    def on_capability(self, _rest: str) -> None:
        self.say(f"* CAPABILITY IMAP4rev1 {self.server.capabilities}".encode())

    def on_authenticate(self, rest: str) -> str | None:
        assert rest.upper().startswith("XOAUTH2")
        self.say(b"+ ")
        user, bearer, *_empty = b64decode(self.hear()).decode().split("\x01")
        self.server.shown.append(f"{user} {bearer}")
        if bearer.removeprefix("auth=Bearer ") in self.server.tokens:
            return None
        self.say(b"+ eyJzdGF0dXMiOiI0MDAifQ==")  # the reason, which the other side acknowledges
        self.hear()
        return "NO AUTHENTICATE failed"

    def on_list(self, rest: str) -> None:
        name = rest.rpartition(" ")[2]
        if name.strip('"') in self.server.folders:
            self.say(f'* LIST () "/" {name}'.encode())

    def on_create(self, rest: str) -> None:
        self.server.folders.setdefault(rest.strip('"'), [])

    def on_select(self, _rest: str) -> None:
        self.say(b"* %d EXISTS" % len(self.server.inbox))
        self.say(b"* OK [UIDVALIDITY 7] as ever")
        self.say(b"* OK [PERMANENTFLAGS (\\Seen \\Deleted \\*)] as usual")

    def on_search(self, _rest: str) -> None:
        self.say(("* SEARCH " + " ".join(map(str, self.server.inbox))).rstrip().encode())

    def on_fetch(self, rest: str) -> None:
        uid, _space, what = rest.partition(" ")
        raw = self.server.inbox.get(int(uid))
        if raw is None:
            return
        head = b"* 1 FETCH (UID %s " % uid.encode()
        if "SIZE" in what:
            return self.say(head + b"RFC822.SIZE %d)" % len(raw))
        part = re.search(r"<0\.(\d+)>", what)
        body = raw[: int(part[1])] if part else raw
        self.wfile.write(head + ARRIVED + b" BODY[] {%d}\r\n" % len(body))
        if cuts := self.server.cut.get(int(uid)):
            self.wfile.write(body[: cuts.pop(0)])
            raise EndOfLine
        self.server.fetched += len(body)
        self.wfile.write(body)
        self.say(b")")

    def on_move(self, rest: str) -> None:
        uids, _space, folder = rest.partition(" ")
        for uid in uids.split(","):
            self.server.folders[folder.strip('"')].append(self.server.inbox.pop(int(uid)))

    def on_idle(self, _rest: str) -> None:
        server = self.server
        self.say(b"+ idling")
        server.idling += 1
        if server.hangs_up:
            raise EndOfLine
        known = len(server.inbox)
        ended = threading.Event()
        threading.Thread(target=self._tell, args=(known, ended), daemon=True).start()
        while server.deaf and self.hear():
            pass
        self.hear()
        ended.set()
        with server.told:
            server.told.notify_all()

    def _tell(self, known: int, ended: threading.Event) -> None:
        with self.server.told:
            self.server.told.wait_for(lambda: ended.is_set() or len(self.server.inbox) > known)
        if not ended.is_set() and not self.server.deaf:
            self.say(b"* %d EXISTS" % len(self.server.inbox))


class EndOfLine(Exception):
    """The line is dropped here."""


@contextmanager
def speaking(*mails: bytes, **facts: Any) -> Iterator[Speaker]:
    """Let the server stand."""
    with Speaker(*mails, **facts) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
