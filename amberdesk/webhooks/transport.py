"""One HTTP request to a stranger's server, from which nothing can be expected."""

import contextlib
import http.client
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from typing import NamedTuple

from amberdesk.webhooks.addresses import Allowed, BadAddress, Target, may_call, read_address

PATIENCE = 10.0  # seconds for all of it
READ = 200  # bytes of the answer; the rest is never read


class Outcome(NamedTuple):
    """What became of a request. `error` is "" for an answer 2xx; `answer`: its first bytes as text."""

    status: int | None
    error: str
    answer: str = ""


def post(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    method: str = "POST",
    allowed: Allowed = (),
    patience: float = PATIENCE,
) -> Outcome:
    """Send the body; redirects are not followed. Errors: none, they are the outcome."""
    until = time.monotonic() + patience
    try:
        target = read_address(url, allowed)
        addresses = resolve(target, allowed)
    except BadAddress as bad:
        return Outcome(None, bad.code)
    line = _Line(target, addresses, until)
    try:
        return _exchange(line, method, target, body, headers)
    except ssl.SSLError:
        return Outcome(None, "late" if line.cut_off else "tls")
    except TimeoutError:
        return Outcome(None, "late")
    except ConnectionRefusedError:
        return Outcome(None, "refused")
    except (OSError, http.client.HTTPException, ValueError):
        return Outcome(None, "late" if line.cut_off else "broken")
    finally:
        line.hang_up()


def resolve(target: Target, allowed: Allowed = ()) -> list[str]:
    """Return the addresses behind the name, likeliest first. Raises BadAddress when any of them is not allowed."""
    try:
        found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise BadAddress("unresolved") from error
    addresses = [str(sockaddr[0]) for *_, sockaddr in found]
    if not addresses or not all(may_call(a, target.port, allowed) for a in addresses):
        raise BadAddress("inside")
    return list(dict.fromkeys(addresses))


def _exchange(line: "_Line", method: str, target: Target, body: bytes, headers: Mapping[str, str]) -> Outcome:
    line.request(method, target.path, body, {**headers, "Connection": "close"})
    response = line.getresponse()
    if line.cut_off:  # the time was up before the headers ended
        raise TimeoutError
    text = _beginning(response)
    if 200 <= response.status < 300:
        return Outcome(response.status, "", text)
    return Outcome(response.status, "redirect" if 300 <= response.status < 400 else "status", text)


def _beginning(response: http.client.HTTPResponse) -> str:
    """Return how the answer begins; one that breaks off has been an answer all the same."""
    try:
        return response.read(READ).decode("utf-8", "replace").replace("\x00", "")
    except (OSError, http.client.HTTPException, ValueError):
        return ""


class _Line(http.client.HTTPConnection):
    """A connection to a checked address that ends when its time is up, however slowly the other side talks."""

    def __init__(self, target: Target, addresses: list[str], until: float) -> None:
        super().__init__(target.host, target.port)
        self.target, self.addresses, self.until = target, addresses, until
        self.cut_off = False
        self._alarm = threading.Timer(max(until - time.monotonic(), 0.01), self._cut)
        self._alarm.daemon = True

    def connect(self) -> None:
        self.sock = self._dial()
        self._alarm.start()
        if self.target.scheme == "https":
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(self.sock, server_hostname=self.target.host)

    def _dial(self) -> socket.socket:
        """Connect to the first address that answers; all of them have been checked."""
        for address in self.addresses:
            left = max(self.until - time.monotonic(), 0.01)
            try:
                return socket.create_connection((address, self.port), timeout=left)
            except OSError as error:
                failure = error
        raise failure

    def _cut(self) -> None:
        self.cut_off = True
        if self.sock is not None:
            with contextlib.suppress(OSError):
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)

    def hang_up(self) -> None:
        self._alarm.cancel()
        self.close()
