"""Telephone numbers and names of technicians as exchanges tell them. Pure."""

import re

from amberdesk.customers.phones import e164
from amberdesk.customers.refusals import Refused

DESK = "desk/"  # before it where phones have names like "PJSIP/p7": no channel has this one
OWN_NAME = re.compile(r"p([0-9]{1,15})")  # how the desk itself names a technician to an exchange


def name_of(person: int) -> str:
    """Return by which name the desk speaks of a technician to an Asterisk that knows no phone of his."""
    return f"{DESK}p{person}"


def named_by_us(agent: str) -> int | None:
    """Return whose id is meant by "p<id>" or "desk/p<id>"; None for any other name."""
    found = OWN_NAME.fullmatch(agent.removeprefix(DESK))
    return int(found[1]) if found else None


def as_number(told: str) -> str:
    """Return a number as E.164; what is none, as it was told."""
    try:
        return e164(told) if told[:1] in "+0123456789" else told
    except Refused:
        return told


def shortened(number: str) -> str:
    """Return a number by which a call is told from others and nobody is called: its last three digits."""
    return f"••• {number[-3:]}" if len(number) > 6 else "•••"
