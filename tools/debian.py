"""Programs of Debian for tests, unpacked into the cache: nothing is installed on the machine."""

import os
import shutil
import subprocess
from pathlib import Path


def cache(name: str) -> Path:
    """Return the folder of what was unpacked under this name, whether or not it is there."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "amberdesk" / name


def unpack(name: str, *packages: str) -> None:
    """Unpack the packages under this name; on a machine that is no Debian nothing happens."""
    if not (shutil.which("apt-get") and shutil.which("dpkg")):
        return
    kept = cache(name)
    kept.mkdir(parents=True, exist_ok=True)
    for package in packages:
        subprocess.run(["apt-get", "download", "-qq", package], cwd=kept, capture_output=True, check=False)
    for package in sorted(kept.glob("*.deb")):
        subprocess.run(["dpkg", "-x", package, kept], capture_output=True, check=False)
        package.unlink()
