"""Telephone numbers as exchanges tell them. Pure."""

from amberdesk.customers.phones import e164
from amberdesk.customers.refusals import Refused


def as_number(told: str) -> str:
    """Return a number as E.164; what is none, as it was told."""
    try:
        return e164(told) if told[:1] in "+0123456789" else told
    except Refused:
        return told
