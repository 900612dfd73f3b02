"""Secrets that open a door once shown: 256 random bits, kept as a hash only. Pure."""

import hashlib
import secrets

TOKEN_PREFIX = "amb_"  # so that scanners of leaked keys know ours
BYTES = 32


def new_secret(prefix: str = "") -> str:
    """Return a new secret; it is never stored."""
    return prefix + secrets.token_urlsafe(BYTES)


def digest(secret: str) -> bytes:
    """Return what is stored and looked up. A plain hash is enough for 256 random bits."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).digest()
