"""The mark that says what a data folder holds: a demo company or a real one. It never changes."""

import os
from pathlib import Path

from amberdesk.start.configuration import Configuration, Wrong

DEMO, REAL = "demo", "real"
LOOPBACK = ("127.0.0.1", "localhost", "::1")


def mark(data: Path, *, demo: bool) -> None:
    """Mark a new data folder, or refuse one that holds the other. Raises Wrong."""
    wanted, file = (DEMO if demo else REAL), data / "holds"
    data.mkdir(parents=True, exist_ok=True)
    if not file.exists():
        fresh = file.with_suffix(".new")
        with open(fresh, "w") as writing:
            writing.write(wanted + "\n")
            writing.flush()
            os.fsync(writing.fileno())
        fresh.rename(file)
    if file.read_text().strip() == wanted:
        return
    if demo:
        raise Wrong(
            f"{data} holds a real company: start with --no-demo, or choose another folder with --data."
        )
    raise Wrong(
        f"{data} holds the demo company, which cannot become a real one: choose another folder with --data."
    )


def is_demo(data: Path) -> bool:
    file = data / "holds"
    return file.exists() and file.read_text().strip() == DEMO


def refuse_open_door(host: str, configuration: Configuration, *, demo: bool) -> None:
    """Refuse to show demo accounts or captured mail to other machines. Raises Wrong."""
    if host in LOOPBACK:
        return
    if demo:
        raise Wrong(
            f"The demo's passwords are public, so it is served on this machine only, not on {host}: add --no-demo."
        )
    if configuration.smtp is None:
        raise Wrong(
            f"Captured mail can be read by anybody, so without AMBERDESK_SMTP_URL nothing is served on {host}."
        )
