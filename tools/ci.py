"""`./desk ci`: everything that must hold before a change lands, in named steps. `./desk ci lint types` runs some."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tools import postgres15

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent
PYTHON = sys.executable
OTHERS = {
    "__pycache__",
    "clock",
    "house",
    "journeys",
    "start",
    "web",
}  # tests that no other server could change
LONGEST = 40 * 60  # seconds a step may take

Step = Callable[[], bool]


def ran(*command: str | Path, **environ: str) -> bool:
    """Run a program of the environment; return True if it was content."""
    try:
        done = subprocess.run(command, cwd=ROOT, env={**os.environ, **environ}, check=False, timeout=LONGEST)
    except subprocess.TimeoutExpired:
        print(f"given up after {LONGEST // 60} minutes", flush=True)
        return False
    return done.returncode == 0


def tests_on_postgres_15() -> bool:
    programs = postgres15.bring_programs()
    if not programs:
        print(postgres15.SENTENCE)
        return False
    rooms = [f"tests/{room.name}" for room in sorted((ROOT / "tests").iterdir()) if room.is_dir()]
    rooms = [room for room in rooms if Path(room).name not in OTHERS]
    with postgres15.server(programs) as address:
        pytest = (
            PYTHON,
            "-m",
            "pytest",
            "-q",
            "-m",
            "not long",
            "-n",
            "2",
            "--dist",
            "loadfile",
            "--no-loadscope-reorder",
            *rooms,
        )
        return ran(*pytest, AMBERDESK_TEST_DATABASE_URL=address)


STEPS: dict[str, Step] = {
    "format": lambda: ran(BIN / "ruff", "format", "--check", "."),
    "lint": lambda: ran(BIN / "ruff", "check", "."),
    "types": lambda: ran(BIN / "mypy"),
    "contracts": lambda: ran(BIN / "lint-imports"),
    "house": lambda: ran(PYTHON, "-m", "pytest", "-q", "tests/house"),
    "migrations": lambda: ran(PYTHON, "-m", "amberdesk", "makemigrations", "--check", "--dry-run"),
    "postgres-15": tests_on_postgres_15,
    "tests": lambda: ran(PYTHON, "-m", "tools.test"),
    "long-tests": lambda: ran(PYTHON, "-m", "tools.test", "-m", "long"),
}


def main(names: list[str]) -> int:
    """Run the steps, all of them even after one failed; return 0 if all held."""
    unknown = [name for name in names if name not in STEPS]
    if unknown:
        print(f"No step {unknown[0]}; there are: {', '.join(STEPS)}.", file=sys.stderr)
        return 2
    held: dict[str, tuple[bool, float]] = {}
    with tempfile.TemporaryDirectory(prefix="amberdesk-ci-") as data:
        os.environ.update(AMBERDESK_DATA=data, AMBERDESK_SECRET_KEY="only-for-checks-that-serve-nobody")
        os.environ.pop("DATABASE_URL", None)
        for name in names or STEPS:
            print(f"\n=== {name}", flush=True)
            began = time.monotonic()
            held[name] = STEPS[name](), time.monotonic() - began
    return report(held)


def report(held: dict[str, tuple[bool, float]]) -> int:
    print()
    for name, (good, seconds) in held.items():
        print(f"{'ok    ' if good else 'FAILED'} {seconds:7.1f} s  {name}")
    failed = sum(not good for good, _ in held.values())
    print(f"steps: {len(held) - failed} passed, {failed} failed", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
