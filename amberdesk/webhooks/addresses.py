"""Where a webhook may lead: to public hosts only. Pure.

The name in an address proves nothing: it is resolved once, every address that comes back is checked here, and the
connection goes to that very address.
"""

import re
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

PORTS = frozenset({80, 443, 8080, 8443})
LONGEST = 400
_HOST = re.compile(r"[a-z0-9]([a-z0-9._-]*[a-z0-9])?\.?")
_NAT64 = ip_network("64:ff9b::/96")  # leads to the IPv4 address in its last 32 bits
_NEVER = tuple(
    ip_network(block)
    for block in (
        *(
            "100.64.0.0/10",
            "168.63.129.16/32",
            "192.0.0.0/24",
            "192.88.99.0/24",
            "198.18.0.0/15",
            "240.0.0.0/4",
        ),
        *(
            "::/96",
            "64:ff9b:1::/48",
            "100::/64",
            "2001::/23",
            "2001:db8::/32",
            "2002::/16",
            "3fff::/20",
            "5f00::/16",
        ),
        *("fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8"),
    )
)

Address = IPv4Address | IPv6Address
Allowed = Sequence[
    tuple[IPv4Network | IPv6Network, int]
]  # networks and ports that the operator allows by hand


class BadAddress(ValueError):
    """Not an address for a webhook; `code` becomes a sentence."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Target(NamedTuple):
    """An address apart: scheme, host in ASCII, port, path with query."""

    scheme: str
    host: str
    port: int
    path: str


def read_address(url: str, allowed: Allowed = ()) -> Target:
    """Return the parts of a webhook's address. Raises BadAddress."""
    if len(url) > LONGEST or not url.isascii() or not url.isprintable() or " " in url or "\\" in url:
        raise BadAddress("url_shape")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise BadAddress("url_shape") from error
    if parts.scheme not in ("http", "https"):
        raise BadAddress("url_scheme")
    if "@" in parts.netloc:
        raise BadAddress("url_user")
    host = _host(parts)
    port = port if port is not None else {"http": 80, "https": 443}[parts.scheme]
    if port not in PORTS | {p for _, p in allowed}:
        raise BadAddress("url_port")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, host, port, path)


def _host(parts: SplitResult) -> str:
    host = (parts.hostname or "").lower()
    if ":" in host and "%" not in host:
        try:
            return str(IPv6Address(host))
        except ValueError as error:
            raise BadAddress("url_shape") from error
    if len(host) > 253 or not _HOST.fullmatch(host) or ".." in host:
        raise BadAddress("url_shape")
    return host


def may_call(address: str, port: int, allowed: Allowed = ()) -> bool:
    """Tell whether a connection to a resolved address and port is allowed."""
    ip = ip_address(address)
    if any(port == p and ip.version == network.version and ip in network for network, p in allowed):
        return True
    return port in PORTS and is_public(ip)


def is_public(ip: Address) -> bool:
    """Tell whether an address belongs to the public internet, whatever it is wrapped in."""
    if isinstance(ip, IPv6Address):
        if ip.ipv4_mapped:
            return is_public(ip.ipv4_mapped)
        if ip in _NAT64:
            return is_public(IPv4Address(int(ip) & 0xFFFFFFFF))
        if ip.scope_id:
            return False
    if any(ip.version == block.version and ip in block for block in _NEVER):
        return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved
