"""Requests to strangers over real sockets (T50, T51)."""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest

from amberdesk.webhooks.transport import READ, post
from tests.webhooks.receiver import receiving

LOOPBACK = ip_network("127.0.0.1")


def allowed(port: int) -> list[Any]:
    return [(LOOPBACK, port)]


@contextmanager
def talking(talk: Callable[[socket.socket], None]) -> Iterator[int]:
    """A server that does with one connection what it likes."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            line, _ = server.accept()
            with line:
                try:
                    line.recv(65536)
                    talk(line)
                except OSError:
                    pass

        threading.Thread(target=serve, daemon=True).start()
        yield server.getsockname()[1]


def test_the_body_arrives_with_host_path_and_headers() -> None:
    with receiving() as receiver:
        outcome = post(receiver.url, b"{}", {"webhook-id": "7"}, allowed=allowed(receiver.port))

        assert (outcome.status, outcome.error, outcome.answer) == (200, "", "ok")
        [got] = receiver.got
        assert (got.path, got.body, got.headers["webhook-id"]) == ("/hook?from=desk", b"{}", "7")
        assert got.headers["host"] == f"127.0.0.1:{receiver.port}"


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "[::1]",
        "0x7f000001",
        "2130706433",
        "127.1",
        "0177.0.0.1",
        "[::ffff:127.0.0.1]",
        "0",
    ],
)
def test_nothing_inside_is_ever_connected_to(host: str) -> None:
    # Beside other tests: each listens, none is ever connected to.
    with socket.create_server(("127.0.0.1", 8443), reuse_port=True) as server:
        server.settimeout(0.2)
        outcome = post(f"http://{host}:8443/", b"{}", {})

        assert (outcome.status, outcome.error) == (None, "inside")
        with pytest.raises(TimeoutError):
            server.accept()


def test_a_name_with_one_inside_address_among_public_ones_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    both = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 443)) for ip in ("93.184.216.34", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: both)

    assert post("https://example.com/", b"{}", {}).error == "inside"


def test_a_name_is_resolved_once_and_that_address_is_called(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    with receiving() as receiver:

        def resolve(host: str, port: int, **_: Any) -> list[Any]:
            asked.append(host)
            address = "127.0.0.1" if len(asked) == 1 else "10.0.0.1"
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

        connected: list[Any] = []
        monkeypatch.setattr(socket, "getaddrinfo", resolve)
        monkeypatch.setattr(
            socket,
            "create_connection",
            lambda place, **options: connected.append(place) or _dial(place, options),
        )
        outcome = post(
            f"http://rebinding.example:{receiver.port}/", b"{}", {}, allowed=allowed(receiver.port)
        )

    assert (asked, connected) == (["rebinding.example"], [("127.0.0.1", receiver.port)])
    assert outcome.status == 200
    assert receiver.got[0].headers["host"] == f"rebinding.example:{receiver.port}"


def _dial(place: tuple[str, int], options: dict[str, Any]) -> socket.socket:
    line = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    line.settimeout(options.get("timeout"))
    line.connect(place)
    return line


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(status: int) -> None:
    with receiving() as receiver:
        receiver.answers = [status]
        outcome = post(receiver.url, b"{}", {}, allowed=allowed(receiver.port))

        assert (outcome.status, outcome.error, len(receiver.got)) == (status, "redirect", 1)


def test_of_a_long_answer_only_the_beginning_is_read() -> None:
    def endless(line: socket.socket) -> None:
        line.sendall(b"HTTP/1.1 500 No\r\nContent-Length: 1000000000\r\n\r\n")
        while True:
            line.sendall(b"<b>" * 20_000)

    with talking(endless) as port:
        began = time.monotonic()
        outcome = post(f"http://127.0.0.1:{port}/", b"{}", {}, allowed=allowed(port))

    assert (outcome.status, outcome.error, len(outcome.answer)) == (500, "status", READ)
    assert time.monotonic() - began < 5


def test_who_never_answers_is_given_up_in_time() -> None:
    with talking(lambda line: time.sleep(3)) as port:
        began = time.monotonic()
        outcome = post(f"http://127.0.0.1:{port}/", b"{}", {}, allowed=allowed(port), patience=0.5)

    assert outcome.error == "late"
    assert time.monotonic() - began < 2


@pytest.mark.parametrize("drip", [b"H", b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 200 OK\r\nX: y\r\n"])
def test_who_answers_drop_by_drop_is_given_up_in_time_too(drip: bytes) -> None:
    def dripping(line: socket.socket) -> None:
        line.sendall(drip)
        for _ in range(40):
            time.sleep(0.1)
            line.sendall(drip if drip.startswith(b"HTTP/1.1 100") else b"x")

    with talking(dripping) as port:
        began = time.monotonic()
        outcome = post(f"http://127.0.0.1:{port}/", b"{}", {}, allowed=allowed(port), patience=0.6)

    assert outcome.error == "late"
    assert time.monotonic() - began < 2


@pytest.mark.parametrize("said", [b"", b"SSH-2.0-OpenSSH\r\n", b"HTTP/1.1 two\r\n\r\n", b"\xff" * 100_000])
def test_who_talks_nonsense_breaks_only_his_own_call(said: bytes) -> None:
    with talking(lambda line: line.sendall(said)) as port:
        assert post(f"http://127.0.0.1:{port}/", b"{}", {}, allowed=allowed(port)).error == "broken"


def test_nobody_at_home_is_told_as_such() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

    assert post(f"http://127.0.0.1:{port}/", b"{}", {}, allowed=allowed(port)).error == "refused"
    assert post("https://no-such-host.invalid/", b"{}", {}).error == "unresolved"


def test_over_tls_the_name_is_sent_and_the_certificate_must_fit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chain = certificate(tmp_path, "localhost")
    names: list[str | None] = []
    with receiving() as receiver:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(chain)
        context.sni_callback = lambda _line, name, _context: names.append(name)
        receiver._server.socket = context.wrap_socket(receiver._server.socket, server_side=True)
        url = f"https://localhost:{receiver.port}/"
        places = [*allowed(receiver.port), (ip_network("::1"), receiver.port)]

        assert post(url, b"{}", {}, allowed=places).error == "tls"
        monkeypatch.setenv("SSL_CERT_FILE", str(chain))
        assert post(url, b"{}", {}, allowed=places).status == 200
        assert post(url.replace("localhost", "127.0.0.1"), b"{}", {}, allowed=places).error == "tls"
    assert "localhost" in names


def certificate(folder: Path, name: str) -> Path:
    """Return a file with a new key and a certificate that is its own authority."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    whose = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(whose)
        .issuer_name(whose)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "server.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return file
