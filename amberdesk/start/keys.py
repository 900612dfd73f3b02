"""The secret key: from the environment, else one made once and kept in the data folder."""

import hmac
import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path

from amberdesk.start.configuration import Configuration


def secret_key(configuration: Configuration) -> str:
    """Return the key that signs links and sessions; make it at the first call on an empty data folder."""
    return configuration.secret_key or kept_key(configuration.data / "keys" / "secret_key")


def kept_key(path: Path) -> str:
    """Return the key in `path`, made if missing; two processes that come at once get the same one."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        number, fresh = tempfile.mkstemp(dir=path.parent)  # nobody else may read it
        with open(number, "w") as file:
            file.write(secrets.token_urlsafe(50))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(fresh, path)  # fails if another process was first
        os.unlink(fresh)
    return path.read_text()


def link_key(secret: str) -> str:
    """Return the key that signs links, derived: every machine that shares the secret key has it."""
    return hmac.new(secret.encode(), b"amberdesk.links", "sha256").hexdigest()
