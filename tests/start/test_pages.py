"""The bridge between the ASGI server and WSGI pages, by small WSGI applications."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from amberdesk.start import pages
from amberdesk.start.pages import PagesInThreads


class Said(list[bytes]):
    """A WSGI response like Django's: it iterates, and it must be closed."""

    streaming = False
    closed = False

    def close(self) -> None:
        self.closed = True


def answer(body: Any, status: str = "200 OK") -> Callable[..., Any]:
    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        start_response(status, [("Content-Type", "text/plain")])
        return body

    return application


def ask(application: Callable[..., Any], body: list[bytes] = [b""], **more: Any) -> list[dict[str, Any]]:
    """Send one request; return the events sent back."""
    scope = {"method": "POST", "path": "/", "query_string": b"", "http_version": "1.1", "scheme": "http"}
    scope |= {"headers": [], "client": ("127.0.0.1", 1), "server": ("localhost", 80)} | more
    events = [{"type": "http.request", "body": part, "more_body": True} for part in body]
    events[-1]["more_body"] = False
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return events.pop(0) if events else {"type": "http.disconnect"}

    async def send(event: dict[str, Any]) -> None:
        sent.append(event)

    answering = PagesInThreads(application, 2)(scope, receive, send)  # type: ignore[arg-type]
    with ThreadPoolExecutor(1) as aside:  # a browser of another test may have left a loop in this thread
        aside.submit(asyncio.run, answering).result()
    return sent


def body_of(sent: list[dict[str, Any]]) -> bytes:
    return b"".join(event.get("body", b"") for event in sent)


def echo(environ: dict[str, Any], start_response: Callable[..., Any]) -> Said:
    start_response("200 OK", [])
    return Said([environ["wsgi.input"].read(), b" ", environ["CONTENT_LENGTH"].encode()])


def test_a_body_arrives_whole_however_it_was_cut():
    assert body_of(ask(echo, [b"za", b"lado", b"ne"])) == b"zaladone 8"


def test_a_large_body_goes_over_the_disk():
    large = [b"x" * 300_000] * 4

    assert body_of(ask(echo, large)) == b"".join(large) + b" 1200000"


def test_a_body_that_is_too_large_is_refused_in_words(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pages, "LARGEST_BODY", 10)

    sent = ask(echo, [b"x" * 6, b"x" * 6])

    assert sent[0]["status"] == 413 and body_of(sent)


def test_a_body_that_says_it_is_too_large_is_not_even_read(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pages, "LARGEST_BODY", 10)

    assert ask(echo, [b""], headers=[(b"content-length", b"11")])[0]["status"] == 413


def test_an_answer_is_closed():
    said = Said([b"ok"])

    assert body_of(ask(answer(said))) == b"ok"
    assert said.closed


def test_an_answer_to_head_has_no_body():
    assert body_of(ask(answer(Said([b"ok"])), method="HEAD")) == b""


def test_a_generated_answer_comes_in_pieces_from_one_thread_and_is_closed():
    threads: set[int] = set()

    class Generated:
        streaming = True
        closed = False

        def __iter__(self) -> Iterator[bytes]:
            for number in range(3):
                threads.add(threading.get_ident())
                yield str(number).encode()

        def close(self) -> None:
            self.closed = True

    generated = Generated()
    sent = ask(answer(generated))

    assert [event.get("body") for event in sent[1:]] == [b"0", b"1", b"2", b""]
    assert len(threads) == 1
    assert generated.closed


def test_a_file_comes_in_pieces_and_is_closed():
    class File(Said):
        streaming = True
        file_to_stream = object()

    file = File([b"a", b"b"])

    assert [event.get("body") for event in ask(answer(file))[1:]] == [b"a", b"b", b""]
    assert file.closed


def environ_of(**more: Any) -> dict[str, Any]:
    seen: dict[str, Any] = {}

    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Said:
        seen.update(environ)
        start_response("200 OK", [])
        return Said()

    ask(application, **more)
    return seen


def test_a_header_with_an_underscore_cannot_pass_for_another():
    environ = environ_of(headers=[(b"x_forwarded_for", b"1.2.3.4"), (b"x-real", b"1"), (b"x-real", b"2")])

    assert "HTTP_X_FORWARDED_FOR" not in environ
    assert environ["HTTP_X_REAL"] == "1,2"


def test_a_path_keeps_its_letters():
    assert environ_of(path="/zgłoszenia/łódź")["PATH_INFO"].encode("latin-1").decode() == "/zgłoszenia/łódź"
