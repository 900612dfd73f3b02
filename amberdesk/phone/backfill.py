"""What an Asterisk logged while nobody listened: the end of its queue_log, from a file or a web server."""

from datetime import datetime, timedelta
from http.client import HTTPException
from pathlib import Path
from urllib.error import URLError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from amberdesk.phone.exchanges import is_queue_log, is_web

MOST = 4_000_000  # bytes from its end: weeks of a busy queue
BEFORE = timedelta(minutes=10)  # said twice costs nothing
OLDEST = timedelta(days=7)
TIMEOUT = 10  # seconds


class Unreachable(OSError):
    """The queue_log cannot be read now."""


class _Here(HTTPRedirectHandler):
    """Follows nobody elsewhere."""

    def redirect_request(self, *args: object) -> None:
        return None


def missed_lines(place: str, since: datetime | None, at: datetime) -> bytes:
    """Return the lines logged since an instant (None: of the last week); nothing without a place. Raises Unreachable."""
    if not place:
        return b""
    try:
        text = _fetched(place) if is_web(place) else _tail(place)
    except (OSError, HTTPException) as error:
        raise Unreachable(str(error)) from error
    first = max(since - BEFORE, at - OLDEST) if since else at - OLDEST
    return lines_since(text, first.timestamp())


def lines_since(text: bytes, second: float) -> bytes:
    """Return the whole lines that begin with a second from then on. Pure."""
    kept = [line for line in text.splitlines() if _second(line) >= second]
    return b"\n".join(kept)


def _second(line: bytes) -> int:
    head = line.partition(b"|")[0]
    return int(head) if head.isdigit() and len(head) < 12 else -1


def _tail(place: str) -> bytes:
    if not is_queue_log(place):
        raise Unreachable(place)
    with Path(place).open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - MOST))
        return file.read(MOST)


def _fetched(place: str) -> bytes:
    request = Request(place, headers={"Range": f"bytes=-{MOST}", "User-Agent": "amberdesk"})
    try:
        with build_opener(_Here).open(request, timeout=TIMEOUT) as answer:
            return bytes(answer.read(MOST))
    except URLError as error:
        raise Unreachable(str(error.reason)) from error
