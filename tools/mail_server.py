"""Mail servers for tests, on the machine, else unpacked from Debian's packages into the cache: Dovecot and Postfix."""

import os
import shutil
import subprocess
from dataclasses import dataclass

from tools.debian import cache, unpack

NEED = "The tests of a real {} need Debian's packages {}, and to be run as root."
OVERLAY = 'mount -t overlay overlay -o "lowerdir={}/usr:/usr" /usr && exec "$@"'


@dataclass(frozen=True)
class Program:
    """A server. probe: what it answers when it works; folder: of the cache"""

    name: str
    command: str
    probe: tuple[str, ...]
    packages: tuple[str, ...]
    libraries: tuple[str, ...]
    folder: str

    @property
    def sentence(self) -> str:
        return NEED.format(self.name, ", ".join(self.packages))

    def find(self) -> list[str] | None:
        """Return the command of this machine's server, or of the one unpacked before; None where neither works."""
        inside = ["sh", "-c", OVERLAY.format(cache(self.folder)), "sh"]
        apart = [
            "unshare",
            "--mount",
            *inside,
        ]  # it looks for its parts under /usr: there, in its own view alone
        for before in ([], apart):
            probe = [*before, *self.probe]
            if shutil.which(probe[0]) and _works(probe):
                return [*before, self.command]
        return None

    def bring(self) -> list[str] | None:
        """Unpack the packages into the cache when they are not there; nothing is installed on the machine."""
        if os.geteuid() != 0:
            return None  # it works under other accounts
        if found := self.find():
            return found
        unpack(self.folder, *self.packages, *self.libraries)
        return self.find()


def _works(command: list[str]) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


DOVECOT = Program(
    "mail server",
    "/usr/sbin/dovecot",
    ("/usr/sbin/dovecot", "--version"),
    ("dovecot-core", "dovecot-imapd", "dovecot-lmtpd"),
    (
        *("libexttextcat-2.0-0", "liblua5.3-0", "libsodium23", "libstemmer0d"),
        *("libapparmor1", "libwrap0", "libcap2"),
    ),
    "mail-server",
)
POSTFIX = Program(
    "SMTP server",
    "/usr/lib/postfix/sbin/master",
    ("/usr/sbin/postconf", "-d", "mail_version"),
    ("postfix",),
    (
        *("libicu72", "libdb5.3", "libsasl2-2", "libsasl2-modules-db"),
        *("libnsl2", "libtirpc3", "libtirpc-common", "libssl3"),
    ),
    "smtp-server",
)
SENTENCE = DOVECOT.sentence


def bring_program() -> list[str] | None:
    """Return the command of Dovecot; None where it cannot be had."""
    return DOVECOT.bring()
