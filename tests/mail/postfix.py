"""A real Postfix in a temporary folder, and behind it a sink that keeps what it delivers."""

import grp
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from socket import create_connection
from typing import Any

from aiosmtpd.controller import Controller

from tests.mail.servers import free_port

OWNER, GROUP = "mail", "news"  # accounts that Debian always has
QUEUES = "active bounce corrupt defer deferred flush hold incoming private saved trace maildrop public"
PATIENCE = 20.0  # seconds
MAIN = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
mail_owner = {owner}
setgid_group = {group}
default_privs = nobody
maillog_file = {folder}/log
maillog_file_prefixes = /tmp
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = relay.example
mydestination =
mynetworks = 127.0.0.0/8
alias_maps =
local_recipient_maps =
virtual_mailbox_domains = fala.example pomoc.example
virtual_mailbox_maps = inline:{{ {{ maria@fala.example = x }}, {{ full@fala.example = x }}, {{ left@fala.example = x }},
  {{ fala@pomoc.example = x }}, {{ serwis@localhost = x }} }}
virtual_transport = {transport}
queue_run_delay = 1s
minimal_backoff_time = 1s
"""
MASTER = """
127.0.0.1:{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
lmtp unix - - n - - lmtp
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


@dataclass
class Sink:
    """The mailboxes to which Postfix delivers: one of them is full, one was given up."""

    mails: list[bytes] = field(default_factory=list)

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, _options: Any) -> str:
        if address.startswith("full"):
            return "552 5.2.2 mailbox full"
        if address.startswith("left"):
            return "550 5.1.1 has left the company"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 ok"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.mails.append(envelope.content)
        return "250 2.0.0 kept"

    def wait_for(self, count: int) -> list[Message]:
        """Return what has arrived, once that many mails have."""
        until = time.monotonic() + PATIENCE
        while len(self.mails) < count:
            assert time.monotonic() < until, f"{len(self.mails)} of {count} mails have arrived"
            time.sleep(0.02)
        return [message_from_bytes(raw) for raw in self.mails]


@contextmanager
def postfix(program: list[str], transport: str = "", pipe: str = "") -> Iterator[tuple[int, Sink]]:
    """Run a Postfix; give the port on which it takes mail, and the sink to which it delivers.

    transport: to what it delivers instead; pipe: a line of its table of services more
    """
    folder = Path(tempfile.mkdtemp(prefix="smtp-", dir="/tmp"))  # a short path: it holds sockets
    port, sink = free_port(), Sink()
    controller = Controller(sink, hostname="127.0.0.1", port=free_port())
    _lay_out(folder, port, transport or f"smtp:[127.0.0.1]:{controller.port}", pipe)
    controller.start()
    process = subprocess.Popen([*program, "-c", str(folder), "-d"])
    try:
        _wait(port, folder)
        yield port, sink
    finally:
        process.terminate()
        process.wait(PATIENCE)
        controller.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _lay_out(folder: Path, port: int, transport: str, pipe: str) -> None:
    folder.chmod(0o755)
    account, group = pwd.getpwnam(OWNER).pw_uid, grp.getgrnam(GROUP).gr_gid
    told = {"folder": folder, "owner": OWNER, "group": GROUP, "port": port, "transport": transport}
    (folder / "main.cf").write_text(MAIN.format(**told))
    (folder / "master.cf").write_text(MASTER.format(**told) + pipe)
    (folder / "queue" / "pid").mkdir(parents=True)
    for name in ("data", *(f"queue/{queue}" for queue in QUEUES.split())):
        place, shared = folder / name, name in ("queue/maildrop", "queue/public")
        place.mkdir()
        os.chown(place, account, group if shared else -1)
        place.chmod((0o730 if name.endswith("maildrop") else 0o710) if shared else 0o700)


def _wait(port: int, folder: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            create_connection(("127.0.0.1", port), 0.5).close()
            return
        except OSError:
            time.sleep(0.05)
    log = folder / "log"
    raise RuntimeError(log.read_text() if log.exists() else "Postfix does not start")
