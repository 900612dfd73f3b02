"""Who really asks: X-Forwarded-* counts only from a trusted proxy, and is dropped from anybody else."""

from collections.abc import MutableMapping, Sequence
from ipaddress import ip_address
from typing import Any

from amberdesk.start.configuration import Network

FORWARDED = (b"x-forwarded-for", b"x-forwarded-proto", b"x-forwarded-host", b"x-forwarded-port", b"forwarded")


def as_asked(scope: MutableMapping[str, Any], trusted: Sequence[Network]) -> MutableMapping[str, Any]:
    """Return the scope as the client asked it: its own address and scheme, without forwarding headers.

    The client is the last address of X-Forwarded-For that is no trusted proxy: what stands before it is hearsay.
    """
    peer = (scope.get("client") or ("", 0))[0]
    headers = [(name, value) for name, value in scope["headers"] if name not in FORWARDED]
    asked = {**scope, "headers": headers}
    if is_trusted(peer, trusted):
        asked["client"] = (client(scope, peer, trusted), 0)
        scheme = last(scope, b"x-forwarded-proto")
        asked["scheme"] = scheme if scheme in ("http", "https") else scope["scheme"]
    return asked


def client(scope: MutableMapping[str, Any], peer: str, trusted: Sequence[Network]) -> str:
    said = b",".join(value for name, value in scope["headers"] if name == b"x-forwarded-for").decode(
        "latin-1"
    )
    for address in reversed([part.strip() for part in said.split(",")]):
        if not is_address(address):
            break
        peer = address
        if not is_trusted(address, trusted):
            break
    return peer


def last(scope: MutableMapping[str, Any], wanted: bytes) -> str:
    values = [value.decode("latin-1") for name, value in scope["headers"] if name == wanted]
    return values[-1].split(",")[-1].strip() if values else ""


def is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def is_trusted(text: str, trusted: Sequence[Network]) -> bool:
    return is_address(text) and any(ip_address(text) in network for network in trusted)
