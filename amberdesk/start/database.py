"""Which database: from DATABASE_URL, else the embedded server's socket in the data folder."""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from amberdesk.start.configuration import Configuration

NEVER_BY_ITSELF = (
    2**31
)  # uses after which any statement is kept; the engine keeps those that ask for it at once
LONGEST_SOCKET_FOLDER = 80  # the kernel allows 107 bytes for the whole path of a socket


def database_url(configuration: Configuration) -> str:
    """Return the address of the database the desk works on."""
    return configuration.database_url or embedded_url(configuration.data)


def embedded_url(data: Path, role: str = "amberdesk", name: str = "amberdesk") -> str:
    """Return the address of the embedded server's database for a role."""
    return f"postgresql://{role}@/{name}?host={quote(str(socket_folder(data)), safe='')}"


def socket_folder(data: Path) -> Path:
    """Return the folder of the embedded server's socket: in the data folder, or short in /tmp if that path is too long."""
    inside = data / "run"
    if len(bytes(inside)) <= LONGEST_SOCKET_FOLDER:
        return inside
    return Path("/tmp") / f"amberdesk-{hashlib.sha256(bytes(data)).hexdigest()[:12]}"


def django_database(configuration: Configuration, environ: Mapping[str, str]) -> dict[str, Any]:
    """Return Django's DATABASES entry: connections stay open, a dead one is replaced."""
    address = urlsplit(database_url(configuration))
    options: dict[str, Any] = dict(parse_qsl(address.query))
    database: dict[str, Any] = {
        "ENGINE": "amberdesk.start.engine",
        "NAME": unquote(address.path.strip("/")),
        "USER": unquote(address.username or ""),
        "PASSWORD": unquote(address.password or ""),
        "HOST": options.pop("host", address.hostname or ""),
        "PORT": str(options.pop("port", address.port or "")),
        "OPTIONS": options,
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
    }
    if (longest := environ.get("AMBERDESK_STATEMENT_TIMEOUT")) and not configuration.database_direct_url:
        options["options"] = f"-c statement_timeout={longest}"  # a pooler would refuse it
    if (
        not configuration.database_direct_url
    ):  # behind a pooler the next statement may meet another server process
        options["prepare_threshold"] = NEVER_BY_ITSELF
    if template := environ.get("AMBERDESK_TEST_TEMPLATE"):
        database["TEST"] = {"TEMPLATE": template, "MIGRATE": False}
    return database


def direct_url(configuration: Configuration) -> str:
    """Return the address around a pooler, for LISTEN and advisory locks."""
    return configuration.database_direct_url or database_url(configuration)
