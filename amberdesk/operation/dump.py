"""The database as one file, and back into an empty database of any PostgreSQL that the desk runs on."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import IO

from amberdesk.operation.clients import parts, quietly

HEAD = 60  # lines of a script within which the session's settings stand
TOO_NEW = b"SET transaction_timeout"  # unknown to servers older than 17
ELSEWHERE = (" SCHEMA - public ", " COMMENT - SCHEMA public ")  # every database has it


class DumpFailed(Exception):
    """PostgreSQL's program gave up; the text is its last words."""


def dump(url: str, into: Path, *, clients: Path, snapshot: str = "") -> None:
    """Write the desk's tables to a file in PostgreSQL's own format. Raises DumpFailed.

    Left out: owners and rights, which the next server has of its own; sessions; and who looks at what at the moment.
    """
    address, environ = parts(url)
    command: list[str | Path] = [
        clients / "pg_dump",
        "--format=custom",
        "--schema=public",
        "--no-owner",
        "--no-privileges",
    ]
    command += ["--no-unlogged-table-data", "--exclude-table-data=django_session", f"--file={into}"]
    command += [f"--snapshot={snapshot}"] if snapshot else []
    done = subprocess.run(
        quietly([*command, f"--dbname={address}"]),
        env={**os.environ, **environ},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise DumpFailed(last_words(done.stderr))


def load(dumped: Path, url: str, *, clients: Path, then: str = "") -> None:
    """Load a file of `dump` into a database without tables, and run the statements of `then`: all of it or nothing.

    Raises DumpFailed.
    """
    address, environ = parts(url)
    with tempfile.NamedTemporaryFile("w", suffix=".list") as contents, tempfile.TemporaryFile() as complaints:
        contents.writelines(
            line + "\n" for line in _contents(dumped, clients) if not any(e in line for e in ELSEWHERE)
        )
        contents.flush()
        reading = subprocess.Popen(
            [
                clients / "pg_restore",
                "--no-owner",
                "--no-privileges",
                f"--use-list={contents.name}",
                "--file=-",
                dumped,
            ],
            stdout=subprocess.PIPE,
            stderr=complaints,
        )
        writing = subprocess.Popen(
            [
                clients / "psql",
                "-X",
                "-q",
                "-v",
                "ON_ERROR_STOP=1",
                "--single-transaction",
                "-o",
                os.devnull,
                "-d",
                address,
            ],
            stdin=subprocess.PIPE,
            stderr=complaints,
            env={**os.environ, **environ, "PGOPTIONS": "-c client_min_messages=warning"},
        )
        assert reading.stdout and writing.stdin
        whole = _pour(reading.stdout, writing.stdin, reading, then)
        if writing.wait() or not whole:
            complaints.seek(0)
            raise DumpFailed(last_words(complaints.read().decode(errors="replace")))


def _contents(dumped: Path, clients: Path) -> list[str]:
    done = subprocess.run(
        [clients / "pg_restore", "--list", dumped], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise DumpFailed(last_words(done.stderr))
    return done.stdout.splitlines()


def _pour(script: IO[bytes], into: IO[bytes], source: "subprocess.Popen[bytes]", then: str) -> bool:
    """Hand the script over without what an older server does not know; False if it does not come to its end.

    A script that breaks off would be committed as if whole, so a last statement fails it.
    """
    try:
        for _ in range(HEAD):
            line = script.readline()
            if not line.startswith(TOO_NEW):
                into.write(line)
        shutil.copyfileobj(script, into, 1 << 20)
        whole = source.wait() == 0
        into.write(f"\n{then}\n".encode() if whole else b"\n\\.\nselect 1/0;\n")
        into.close()
    except BrokenPipeError:  # the server refused: its words say why
        script.close()
        source.wait()
        return False
    return whole


def last_words(said: str) -> str:
    """Return the first complaint of a program, in one line."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    told = [line for line in lines if "error" in line.lower()] or lines
    return told[0][:300] if told else "it ended without a word"
