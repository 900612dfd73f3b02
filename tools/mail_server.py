"""Dovecot for tests of mailboxes: on the machine, else unpacked from Debian's packages into the cache."""

import os
import shutil
import subprocess
from pathlib import Path

PACKAGES = ("dovecot-core", "dovecot-imapd", "dovecot-lmtpd")
LIBRARIES = (
    "libexttextcat-2.0-0",
    "liblua5.3-0",
    "libsodium23",
    "libstemmer0d",
    "libapparmor1",
    "libwrap0",
    "libcap2",
)
SENTENCE = (
    f"The tests of a real mail server need Debian's packages {', '.join(PACKAGES)}, and to be run as root."
)


def find_program() -> list[str] | None:
    """Return the command of this machine's Dovecot, or of the one unpacked before; None where neither works."""
    overlay = [
        "sh",
        "-c",
        f'mount -t overlay overlay -o "lowerdir={cache()}/usr:/usr" /usr && exec "$@"',
        "sh",
    ]
    apart = [
        "unshare",
        "--mount",
        *overlay,
    ]  # it looks for its parts under /usr: there, in its own view alone
    for before in ([], apart):
        command = [*before, "/usr/sbin/dovecot"]
        if shutil.which(command[0]) and _works(command):
            return command
    return None


def _works(command: list[str]) -> bool:
    return subprocess.run([*command, "--version"], capture_output=True, check=False).returncode == 0


def bring_program() -> list[str] | None:
    """Unpack the packages into the cache when they are not there; nothing is installed on the machine."""
    if os.geteuid() != 0:
        return None  # it works under other accounts
    if found := find_program():
        return found
    if not (shutil.which("apt-get") and shutil.which("dpkg")):
        return None
    kept = cache()
    kept.mkdir(parents=True, exist_ok=True)
    for package in (*PACKAGES, *LIBRARIES):
        subprocess.run(["apt-get", "download", "-qq", package], cwd=kept, capture_output=True, check=False)
    for package in sorted(kept.glob("*.deb")):
        subprocess.run(["dpkg", "-x", package, kept], capture_output=True, check=False)
        package.unlink()
    return find_program()


def cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "amberdesk" / "mail-server"
