"""A Chromium for tests that need a real browser: one on the machine, else one that can be had."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
SENTENCE = (
    "The tests need a Chromium: install one with your system's package manager, "
    "or run `.venv/bin/playwright install chromium`."
)
OPTIONS = [
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def find_chromium() -> str | None:
    """Return the path of a Chromium on this machine, or None."""
    for name in NAMES:
        if found := shutil.which(name):
            return found
    for place in (*PLACES, *downloaded()):
        if os.access(place, os.X_OK):
            return place
    return None


def downloaded() -> list[str]:
    """Return the browsers that playwright has brought here before, newest first."""
    cache = "Library/Caches/ms-playwright" if sys.platform == "darwin" else ".cache/ms-playwright"
    folder = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / cache)
    return sorted((str(path) for path in folder.glob("chromium-*/chrome-*/chrome")), reverse=True)


def bring_chromium() -> bool:
    """Make sure that there is one; say what to do if that failed."""
    if find_chromium():
        return True
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print("[desk] installing chromium with apt-get ...", flush=True)
        quiet = {"stdout": subprocess.DEVNULL, "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}}
        subprocess.run(["apt-get", "update", "-qq"], check=False, **quiet)  # type: ignore[call-overload]
        install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"]
        subprocess.run(install, check=False, **quiet)  # type: ignore[call-overload]
    if not find_chromium():
        print("[desk] downloading chromium with playwright ...", flush=True)
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
    if not find_chromium():
        print(SENTENCE, file=sys.stderr)
    return bool(find_chromium())


def launch_options() -> dict[str, object]:
    """Return what playwright's `launch` takes. As root Chromium runs without its sandbox."""
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {"executable_path": find_chromium(), "args": [*OPTIONS, *as_root]}
