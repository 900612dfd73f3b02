"""What an Asterisk logged while nobody listened: the end of its queue_log, from a file or a web server."""

from datetime import datetime, timedelta
from http.client import HTTPException
from pathlib import Path
from typing import BinaryIO, NamedTuple
from urllib.error import URLError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from amberdesk.phone.exchanges import is_queue_log, is_web

MOST = 4_000_000  # bytes from its end: weeks of a busy queue
LONGEST = 500_000_000  # bytes of a log that a web server gives only whole
BEFORE = timedelta(minutes=10)  # said twice costs nothing
OLDEST = timedelta(days=7)
TIMEOUT = 10  # seconds


class Unreachable(OSError):
    """The queue_log cannot be read now."""


class Missed(NamedTuple):
    """Whole lines; `whole` False: the last one was just being written, and is left for the next time."""

    lines: bytes
    whole: bool


class _Here(HTTPRedirectHandler):
    """Follows nobody elsewhere."""

    def redirect_request(self, *args: object) -> None:
        return None


def missed_lines(place: str, since: datetime | None, at: datetime) -> Missed:
    """Return what was logged since an instant (None: in the last week); nothing without a place. Raises Unreachable."""
    if not place:
        return Missed(b"", True)
    first = max(since - BEFORE, at - OLDEST) if since else at - OLDEST
    try:
        text = _fetched(place) if is_web(place) else _tail(place, first.timestamp())
    except (OSError, HTTPException) as error:
        raise Unreachable(str(error)) from error
    whole, _, half = text.rpartition(b"\n")
    return Missed(lines_since(whole, first.timestamp()), not half.strip())


def lines_since(text: bytes, second: float) -> bytes:
    """Return the whole lines that begin with a second from then on. Pure."""
    kept = [line for line in text.splitlines() if _second(line) >= second]
    return b"\n".join(kept)


def _second(line: bytes) -> int:
    head = line.partition(b"|")[0]
    return int(head) if head.isdigit() and len(head) < 12 else -1


def _tail(place: str, second: float) -> bytes:
    """Return the end of the log; of the log before it as well when it was begun anew after that second."""
    if not is_queue_log(place):
        raise Unreachable(place)
    found = _end(Path(place))
    before = Path(f"{place}.1")
    begun_since = not found or second < _second(found.partition(b"\n")[0])
    return _end(before) + found if begun_since and before.is_file() else found


def _end(path: Path) -> bytes:
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - MOST))
        return file.read(MOST)


def _fetched(place: str) -> bytes:
    request = Request(place, headers={"Range": f"bytes=-{MOST}", "User-Agent": "amberdesk"})
    try:
        with build_opener(_Here).open(request, timeout=TIMEOUT) as answer:
            return _last(answer)
    except URLError as error:
        raise Unreachable(str(error.reason)) from error


def _last(answer: BinaryIO) -> bytes:
    """Return the end of what a server gives: one that knows no ranges gives all of it."""
    kept, read = b"", 0
    while piece := answer.read(1_000_000):
        kept, read = (kept + piece)[-MOST:], read + len(piece)
        if read > LONGEST:
            raise Unreachable("too long")
    return kept
