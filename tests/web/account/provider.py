"""A company's own sign-in server, on loopback: OpenID Connect with one person at a time."""

import base64
import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from time import time
from typing import Any
from urllib.parse import parse_qs, urlsplit


class Provider:
    """`said` is what the server says of whoever signs in next; `asked` is what it was asked."""

    def __init__(self) -> None:
        self.said: dict[str, Any] = {}
        self.asked: list[dict[str, str]] = []
        self.broken = False
        handler = type("Handler", (_Handler,), {"provider": self})
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def answer(self, path: str) -> dict[str, Any]:
        if path == "/.well-known/openid-configuration":
            return {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "userinfo_endpoint": f"{self.issuer}/userinfo",
                "jwks_uri": f"{self.issuer}/jwks",
                "token_endpoint_auth_methods_supported": ["client_secret_post"],
            }
        if path == "/userinfo":
            return self.said
        claims = {
            "iss": self.issuer,
            "aud": "desk",
            "iat": int(time()),
            "exp": int(time()) + 300,
            **self.said,
        }
        return {"access_token": "x", "token_type": "Bearer", "id_token": unsigned(claims)}


def unsigned(claims: dict[str, Any]) -> str:
    def part(value: dict[str, Any]) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()

    return f"{part({'alg': 'RS256', 'kid': '1'})}.{part(claims)}.c2lnbmF0dXJl"


class _Handler(BaseHTTPRequestHandler):
    provider: Provider

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        self.provider.asked.append({key: values[0] for key, values in parse_qs(body).items()})
        self.send_response(500 if self.provider.broken else 200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(self.provider.answer(urlsplit(self.path).path)).encode())

    do_POST = do_GET

    def log_message(self, *args: Any) -> None:
        """Be quiet."""
