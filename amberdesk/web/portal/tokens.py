"""The signed token of a form: one issued page makes one order, however often it is sent.

It stands where other sites have a CSRF cookie. The right to report comes from the key in the address alone, which no
browser sends by itself, so there is nothing that another site could borrow; what is left is to know that the form is
one of ours, for this shop, not endlessly old, and which of our pages it was.
"""

import secrets
from datetime import UTC, datetime, timedelta

from django.core.signing import BadSignature, Signer

LASTS = timedelta(days=7)
_SIGNER = Signer(salt="portal.form")


def issue(about: str, at: datetime) -> str:
    """Return a new token for one page about something ("s41" a shop, "p7" a participant)."""
    return _SIGNER.sign(f"{about}.{int(at.timestamp())}.{secrets.token_hex(12)}")


def read(token: str, about: str, at: datetime) -> str | None:
    """Return the token's id, "s41.5f0c..."; None for a token that is not ours, of another page, or too old."""
    try:
        issued_for, seconds, nonce = _SIGNER.unsign(token).split(".")
        age = at - datetime.fromtimestamp(int(seconds), UTC)
    except (BadSignature, ValueError):
        return None
    return f"{issued_for}.{nonce}" if issued_for == about and age < LASTS else None
