"""`./desk test`: what the tests need, then the fast suite; `--long` adds fuzz, kills and faults.

Any other word goes to pytest: `./desk test tests/orders -k merge`.
"""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tools.chromium import bring_chromium

ROOT = Path(__file__).parent.parent
WORKERS = "2"


def main(words: Sequence[str]) -> int:
    """Run the tests; return pytest's exit code."""
    if not bring_chromium():
        return 1
    rest = [word for word in words if word != "--long"]
    marks = [] if "--long" in words else ["-m", "not long"]
    chosen = any(not word.startswith("-") and Path(word.split("::")[0]).exists() for word in rest)
    workers = [] if chosen else ["-n", WORKERS, "--dist", "loadfile", "--no-loadscope-reorder"]
    return subprocess.run(
        [sys.executable, "-m", "pytest", *marks, *workers, *rest], cwd=ROOT, check=False
    ).returncode


if __name__ == "__main__":
    os.chdir(ROOT)
    sys.exit(main(sys.argv[1:]))
