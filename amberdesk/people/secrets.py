"""Passwords and keys of other systems are kept encrypted: a copy of the database alone opens none of them."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.encoding import force_bytes


class NoKey(LookupError):
    """The installation no longer has the key that the secret was closed with: enter it again."""


def closed(text: str) -> str:
    """Return the text encrypted; nothing stays nothing."""
    return _cipher().encrypt(text.encode()).decode() if text else ""


def opened(text: str) -> str:
    """Return what `closed` was given. Raises NoKey."""
    try:
        return _cipher().decrypt(text.encode()).decode() if text else ""
    except InvalidToken as error:
        raise NoKey from error


def _cipher() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(_derived(force_bytes(key)))) for key in keys])


def _derived(key: bytes) -> bytes:
    return hashlib.sha256(b"amberdesk.reach" + key).digest()  # the room that first had a secret; it stays
