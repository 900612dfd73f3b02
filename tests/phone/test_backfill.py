"""What was logged while nobody listened comes from a file or a web server, and only what is new enough."""

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from amberdesk.phone import backfill
from amberdesk.phone.backfill import Unreachable, lines_since, missed_lines
from tests.factories import NINE

SECOND = int(NINE.timestamp())
LINES = [
    f"{SECOND - 3600 * hours}|call.{hours}|fal|NONE|ENTERQUEUE||600100200|1".encode() for hours in (9, 3, 1)
]


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "queue_log"
    path.write_bytes(b"\n".join([b"half a line|x", *LINES, b"no second|x", b""]))
    return path


class Place(BaseHTTPRequestHandler):
    """Gives the lines at /queue_log, leads elsewhere from /away."""

    def do_GET(self) -> None:
        self.send_response({"/queue_log": 200, "/away": 302}.get(self.path, 404))
        if self.path == "/away":
            self.send_header("Location", "/queue_log")
        self.end_headers()
        if self.path == "/queue_log":
            self.wfile.write(b"\n".join(LINES) + b"\n")

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[str]:
    made = HTTPServer(("127.0.0.1", 0), Place)
    thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{made.server_port}"
    made.shutdown()
    thread.join()
    made.server_close()


def lines(place: Path | str, since: datetime | None = None, at: datetime = NINE) -> list[bytes]:
    return missed_lines(str(place), since, at).lines.splitlines()


def test_lines_since_the_line_was_gone_and_ten_minutes_before(log: Path) -> None:
    assert lines(log, NINE - timedelta(hours=2)) == LINES[2:]
    assert lines(log, NINE - timedelta(hours=2, minutes=55)) == LINES[1:]


def test_at_the_first_time_a_week_is_read_and_without_a_place_nothing(log: Path) -> None:
    assert lines(log) == LINES
    assert lines(log, at=NINE + timedelta(days=8)) == []
    assert missed_lines("", None, NINE) == (b"", True)


def test_a_web_server_gives_it_too_but_leads_nowhere_else(server: str) -> None:
    assert lines(f"{server}/queue_log") == LINES
    for place in (f"{server}/away", f"{server}/none", "http://127.0.0.1:9/queue_log"):
        with pytest.raises(Unreachable):
            missed_lines(place, None, NINE)


def test_no_other_file_is_read(tmp_path: Path) -> None:
    for place in (tmp_path / "queue_log", tmp_path / "secret", tmp_path):
        with pytest.raises(Unreachable):
            missed_lines(str(place), None, NINE)


def test_what_is_no_line_of_a_log_is_left_out() -> None:
    assert lines_since(b"\xff\xfe\x00|\n99999999999999|x\n\n-5|x", 0) == b""


def test_half_a_line_at_the_end_is_left_for_the_next_time(log: Path) -> None:
    whole = log.read_bytes()
    log.write_bytes(whole + LINES[2][:30])

    assert missed_lines(str(log), None, NINE) == (b"\n".join(LINES), False)
    log.write_bytes(whole + LINES[2] + b"\n")
    assert missed_lines(str(log), None, NINE) == (b"\n".join([*LINES, LINES[2]]), True)


def test_a_log_that_was_begun_anew_meanwhile_is_read_with_the_one_before(log: Path) -> None:
    log.rename(log.with_name("queue_log.1"))
    log.write_bytes(b"%d|call.9|fal|NONE|ABANDON|1|1|1\n" % (SECOND - 60))

    assert lines(log, NINE - timedelta(hours=2)) == [LINES[2], log.read_bytes().strip()]
    assert lines(log, NINE + timedelta(minutes=8)) == [log.read_bytes().strip()]


def test_a_server_that_knows_no_ranges_gives_the_end_of_a_long_log(
    server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backfill, "MOST", len(LINES[2]) + 10)

    assert lines(f"{server}/queue_log") == LINES[2:]
