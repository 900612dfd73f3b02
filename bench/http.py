"""A frugal HTTP client for measuring: prepared bytes over kept connections, so that it takes little of the two cores."""

import re
import socket
import uuid

TOKEN = re.compile(rb'name="token" value="([^"]+)"')


class Connection:
    """One kept connection."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.socket = socket.create_connection(("127.0.0.1", port), 60)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self, request: bytes) -> tuple[int, dict[str, str], bytes]:
        """Send a whole request; return status, headers (lower case) and body. Connects anew when the server closed."""
        try:
            self.socket.sendall(request)
            return self._receive()
        except (ConnectionError, EOFError):
            self.socket.close()
            self.__init__(self.port)  # type: ignore[misc]
            self.socket.sendall(request)
            return self._receive()

    def _receive(self) -> tuple[int, dict[str, str], bytes]:
        data = b""
        while b"\r\n\r\n" not in data:
            data += self._more()
        head, _, body = data.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        headers = {k.lower(): v.strip() for k, _, v in (line.partition(":") for line in lines[1:])}
        if "content-length" in headers:
            while len(body) < int(headers["content-length"]):
                body += self._more()
        elif headers.get("transfer-encoding") == "chunked":
            while not body.endswith(b"0\r\n\r\n"):
                body += self._more()
        return int(lines[0].split()[1]), headers, body

    def _more(self) -> bytes:
        data = self.socket.recv(262_144)
        if not data:
            raise EOFError
        return data


def get(path: str, cookie: str = "") -> bytes:
    """Return a GET request."""
    jar = f"Cookie: {cookie}\r\n" if cookie else ""
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\n{jar}Accept: text/html\r\n\r\n".encode()


def form(path: str, fields: list[tuple[str, str]]) -> bytes:
    """Return the POST of a form as browsers send it when it has a field for files."""
    edge = uuid.uuid4().hex
    parts = [
        f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields
    ]
    body = ("".join(parts) + f"--{edge}--\r\n").encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary={edge}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def token_of(page: bytes) -> str:
    """Return the form token of a portal page."""
    found = TOKEN.search(page)
    if not found:
        raise ValueError("the page has no form token")
    return found[1].decode()
