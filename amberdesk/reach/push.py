"""Messages to browsers (web push): packed for one browser, so that its maker's service carries but cannot read them.

Source: RFC 8030 (the request), RFC 8291 (the message), RFC 8292 (who we are).
"""

import base64
import hmac
import json
from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256
from importlib import import_module
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from django.conf import settings

from amberdesk.people.secrets import NoKey, opened
from amberdesk.reach.models import Browser

CURVE = ec.SECP256R1()
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of the curve's group
LASTS = 30 * 60  # seconds that the service keeps a message for a browser that is off


def public_key(key_id: str) -> str:
    """Return the key by which browsers know this desk, in URL-safe base64. Raises NoKey."""
    point = _private(key_id).public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(point).rstrip(b"=").decode()


def packed(browser: Browser, told: Mapping[str, str], contact: str) -> tuple[dict[str, str], bytes]:
    """Return headers and body of the request that brings the message. `contact`: our e-mail address. Raises NoKey."""
    library, kinds = import_module("webpush"), import_module("webpush.types")
    keys = kinds.WebPushKeys(auth=opened(browser.auth), p256dh=browser.p256dh)
    subscription = kinds.WebPushSubscription(endpoint=browser.endpoint, keys=keys)
    sender = library.WebPush(*_pems(browser.key_id), subscriber=contact, ttl=LASTS)
    message = sender.get(json.dumps(dict(told), ensure_ascii=False), subscription)
    own = {"Content-Type": "application/octet-stream", "Urgency": "high"}
    return {**{name.title(): value for name, value in message.headers.items()}, **own}, message.encrypted


def is_key(text: str, length: int) -> bool:
    """Tell whether the text is a key of so many bytes in URL-safe base64, as browsers give it."""
    try:
        found = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        return False
    return len(found) == length


def is_point(text: str) -> bool:
    """Tell whether the text is a public key on the curve."""
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(
            CURVE, base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        )
    except ValueError:
        return False
    return True


def _private(key_id: str) -> ec.EllipticCurvePrivateKey:
    """Return the desk's key, made from a key of the installation: a restored desk has the same."""
    key = settings.LINK_KEYS.get(key_id)
    if key is None:
        raise NoKey(key_id)
    return _derived(key)


@lru_cache(maxsize=4)
def _derived(key: str) -> ec.EllipticCurvePrivateKey:
    halves = [hmac.new(key.encode(), b"push:%d" % half, sha256).digest() for half in (0, 1)]
    return ec.derive_private_key(int.from_bytes(b"".join(halves)) % (ORDER - 1) + 1, CURVE)


def _pems(key_id: str) -> tuple[Any, Any]:
    private = _private(key_id)
    return (
        private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
        private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
    )
