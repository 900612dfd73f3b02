"""What was logged while nobody listened comes from a file or a web server, and only what is new enough."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

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
            self.wfile.write(b"\n".join(LINES))

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


def test_lines_since_the_line_was_gone_and_ten_minutes_before(log: Path) -> None:
    assert missed_lines(str(log), NINE - timedelta(hours=2), NINE) == LINES[2]
    assert missed_lines(str(log), NINE - timedelta(hours=2, minutes=55), NINE).splitlines() == LINES[1:]


def test_at_the_first_time_a_week_is_read_and_without_a_place_nothing(log: Path) -> None:
    assert missed_lines(str(log), None, NINE).splitlines() == LINES
    assert missed_lines(str(log), None, NINE + timedelta(days=8)) == b""
    assert missed_lines("", None, NINE) == b""


def test_a_web_server_gives_it_too_but_leads_nowhere_else(server: str) -> None:
    assert missed_lines(f"{server}/queue_log", None, NINE).splitlines() == LINES
    for place in (f"{server}/away", f"{server}/none", "http://127.0.0.1:9/queue_log"):
        with pytest.raises(Unreachable):
            missed_lines(place, None, NINE)


def test_no_other_file_is_read(tmp_path: Path) -> None:
    for place in (tmp_path / "queue_log", tmp_path / "secret", tmp_path):
        with pytest.raises(Unreachable):
            missed_lines(str(place), None, NINE)


def test_what_is_no_line_of_a_log_is_left_out() -> None:
    assert lines_since(b"\xff\xfe\x00|\n99999999999999|x\n\n-5|x", 0) == b""
