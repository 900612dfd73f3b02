"""The mark that says what a data folder holds: a demo company or a real one. It never changes."""

import os
from pathlib import Path

from amberdesk.start.configuration import Configuration, Wrong

DEMO, REAL = "demo", "real"
LOOPBACK = ("127.0.0.1", "localhost", "::1")


def check_mark(data: Path, *, demo: bool) -> None:
    """Refuse a data folder that holds the other. Raises Wrong."""
    file = data / "holds"
    if not file.exists() or file.read_text().strip() == (DEMO if demo else REAL):
        return
    if demo:
        raise Wrong(
            f"{data} holds a real company: start with --no-demo, or choose another folder with --data."
        )
    raise Wrong(
        f"{data} holds the demo company, which cannot become a real one: choose another folder with --data."
    )


def mark(data: Path, *, demo: bool) -> None:
    """Mark a new data folder for good."""
    file = data / "holds"
    if not file.exists():
        fresh = file.with_suffix(".new")
        with open(fresh, "w") as writing:
            writing.write((DEMO if demo else REAL) + "\n")
            writing.flush()
            os.fsync(writing.fileno())
        fresh.rename(file)


def is_demo(data: Path) -> bool:
    file = data / "holds"
    return file.exists() and file.read_text().strip() == DEMO


def refuse_open_door(host: str, configuration: Configuration, *, demo: bool) -> None:
    """Refuse to show demo accounts or captured mail to other machines. Raises Wrong."""
    if host in LOOPBACK:
        return
    if demo:
        raise Wrong(f"The demo's passwords are public, so it is not served on {host}, only on this machine.")
    if not configuration.sends_mail:
        raise Wrong(
            f"Captured mail is open to every reader: set AMBERDESK_SMTP_URL before serving on {host}."
        )
