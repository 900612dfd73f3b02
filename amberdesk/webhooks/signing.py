"""Secrets and signatures, as the Standard Webhooks specification has them.

A secret is derived from a key of the installation, so that neither the database nor a log ever holds it.
"""

import base64
import hmac
from hashlib import sha256

from django.conf import settings

from amberdesk.webhooks.models import Webhook

PREFIX = "whsec_"


class NoKey(LookupError):
    """The installation no longer has the key that the webhook's secret came from: renew the secret."""


def secret_of(hook: Webhook) -> str:
    """Return the secret as the receiver enters it. Raises NoKey."""
    return PREFIX + base64.b64encode(_secret(hook)).decode()


def headers_for(hook: Webhook, call: str, second: int, body: bytes) -> dict[str, str]:
    """Return the headers that name and sign an attempt: its id is stable, its time is not. Raises NoKey."""
    signed = f"{call}.{second}.".encode() + body
    signature = base64.b64encode(hmac.new(_secret(hook), signed, sha256).digest()).decode()
    return {"webhook-id": call, "webhook-timestamp": str(second), "webhook-signature": f"v1,{signature}"}


def _secret(hook: Webhook) -> bytes:
    key = settings.LINK_KEYS.get(hook.key_id)
    if key is None:
        raise NoKey(hook.key_id)
    return hmac.new(key.encode(), f"webhook:{hook.pk}:{hook.epoch}".encode(), sha256).digest()
