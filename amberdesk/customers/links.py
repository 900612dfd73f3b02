"""Keys in links: who may come in without a password. Pure but for the key itself.

A key is `<what><id>-<epoch>-<key id>-<mac>`: an id, an epoch that revokes when it goes up, and 128 bits of HMAC under a
named key, so that keys can be changed. Nothing is stored; a key cannot be guessed or made longer-lived than its row.
"""

import hmac
import re
from dataclasses import dataclass
from hashlib import sha256

from django.conf import settings

_SHAPE = re.compile(r"([a-z])([0-9]{1,18})-([0-9]{1,9})-([0-9a-z]{1,8})-([0-9a-f]{32})")


@dataclass(frozen=True, slots=True)
class Key:
    """What a genuine key names. The caller still compares `epoch` with the row's."""

    id: int
    epoch: int


def make_key(what: str, id: int, epoch: int) -> str:
    """Return the key for a row; `what` is one lower-case letter per kind of row ("s" site, "p" participant)."""
    key_id = settings.LINK_KEY_ID
    return f"{what}{id}-{epoch}-{key_id}-{_mac(what, id, epoch, key_id)}"


def read_key(what: str, text: str) -> Key | None:
    """Return what the key names; None for anything that we did not make."""
    shape = _SHAPE.fullmatch(text)
    if not shape or shape[1] != what or shape[4] not in settings.LINK_KEYS:
        return None
    id, epoch = int(shape[2]), int(shape[3])
    genuine = hmac.compare_digest(_mac(what, id, epoch, shape[4]), shape[5])
    return Key(id, epoch) if genuine else None


def _mac(what: str, id: int, epoch: int, key_id: str) -> str:
    secret = settings.LINK_KEYS[key_id].encode()
    return hmac.new(secret, f"{what}:{id}:{epoch}".encode(), sha256).hexdigest()[:32]
