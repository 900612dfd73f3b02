"""A real Dovecot in a temporary folder, for one test or one measurement."""

import os
import pwd
import re
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from imap_tools import BaseMailBox, MailBoxUnencrypted

CONFIGURATION = """
protocols = imap lmtp
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
instance_name = {name}
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain login
default_login_user = {account}
default_internal_user = {account}
default_internal_group = {group}
first_valid_uid = 1
mail_location = maildir:{folder}/mail/%n
mail_uid = {uid}
mail_gid = {gid}
listen = 127.0.0.1
lmtp_rcpt_check_quota = no
imap_capability = {capability}
mail_max_userip_connections = 50
mail_fsync = never
login_trusted_networks = 127.0.0.1
service imap-login {{
  chroot =
  service_count = 0
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {lmtp}
  }}
}}
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%n {folder}/users
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail/%n
}}
"""


@dataclass
class MailServer:
    """The server, and what a test does to it."""

    folder: Path
    imap: int
    lmtp: int
    program: list[str]
    process: "subprocess.Popen[bytes] | None" = None
    capability: str = ""
    secret: str = "tajne"

    @contextmanager
    def line(self, user: str = "fala", folder: str = "INBOX") -> Iterator[BaseMailBox]:
        """Hold a line of a person's own mail program."""
        with MailBoxUnencrypted("127.0.0.1", self.imap, timeout=20).login(user, self.secret, folder) as line:
            yield line

    def bring(self, raw: bytes, user: str = "fala") -> None:
        """Put a mail into the inbox."""
        with self.line(user) as line:
            line.append(raw, "INBOX")

    def count(self, folder: str = "INBOX", user: str = "fala") -> int:
        """Return how many mails a folder holds that are not marked as deleted."""
        with self.line(user) as line:
            return (
                len(line.uids("UNDELETED"))
                if folder == "INBOX" or (line.folder.exists(folder) and line.folder.set(folder))
                else 0
            )

    def set_password(self, user: str, secret: str) -> None:
        """Let a user in by another password from now on."""
        (self.folder / "users").write_text(f"{user}:{secret}\n")

    def add_user(self, user: str) -> None:
        """Let another user in."""
        with (self.folder / "users").open("a") as users:
            users.write(f"{user}:{self.secret}\n")

    def fill(self, mails: Iterable[bytes], user: str = "fala") -> None:
        """Put many mails into the inbox at once, as they lie on its disk."""
        account, inbox = pwd.getpwnam("nobody"), self.folder / "mail" / user
        for folder in (inbox, inbox / "new", inbox / "cur", inbox / "tmp"):
            folder.mkdir(exist_ok=True)
            os.chown(folder, account.pw_uid, account.pw_gid)
        for number, raw in enumerate(mails):
            mail = inbox / "new" / f"1700000000.M{number}P1.here"
            mail.write_bytes(raw)
            os.chown(mail, account.pw_uid, account.pw_gid)

    def number_afresh(self, user: str = "fala") -> None:
        """Lose the index of an inbox: the same numbers mean other mails from now on."""
        inbox = self.folder / "mail" / user
        numbers = inbox / "dovecot-uidlist"
        numbers.write_text(re.sub(r"V\d+", "V77", numbers.read_text(), count=1))
        for index in inbox.glob("dovecot.index*"):
            index.unlink()

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self._configure()
        command = [*self.program, "-F", "-c", str(self.folder / "dovecot.conf")]
        self.process = subprocess.Popen(command)
        for port in (self.imap, self.lmtp):
            self._wait(port)

    def _wait(self, port: int) -> None:
        until = time.monotonic() + 20
        while time.monotonic() < until:
            try:
                socket.create_connection(("127.0.0.1", port), 0.5).close()
                return
            except OSError:
                time.sleep(0.05)
        log = self.folder / "log"
        raise RuntimeError(log.read_text() if log.exists() else "Dovecot does not start")

    def stop(self) -> None:
        """End it with all of its children."""
        if self.process:
            self.process.terminate()
            self.process.wait(20)

    def _configure(self) -> None:
        account = pwd.getpwnam("nobody")
        told = CONFIGURATION.format(
            folder=self.folder,
            name=self.folder.name,
            account="nobody",
            group="nogroup",
            uid=account.pw_uid,
            gid=account.pw_gid,
            imap=self.imap,
            lmtp=self.lmtp,
            capability=self.capability,
        )
        if not self.capability:
            told = told.replace("imap_capability = \n", "")
        (self.folder / "dovecot.conf").write_text(told)
        self.set_password("fala", self.secret)
        (self.folder / "mail").mkdir(exist_ok=True)
        os.chown(self.folder / "mail", account.pw_uid, account.pw_gid)
        self.folder.chmod(0o755)


@contextmanager
def mail_server(program: list[str], capability: str = "") -> Iterator[MailServer]:
    """Run a Dovecot in a folder of its own. capability: what it says that it can, "" for all that it can."""
    folder = Path(tempfile.mkdtemp(prefix="mail-", dir="/tmp"))  # a short path: it holds sockets
    server = MailServer(folder, free_port(), free_port(), program, capability=capability)
    try:
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    with closing(socket.socket()) as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
