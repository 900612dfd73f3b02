"""One owner per address: the form in which addresses of persons are kept and compared. Pure."""

import re

from amberdesk.people.refusals import Refused

LOCAL = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
DOMAIN = re.compile(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
LONGEST = 254


def fold(email: str) -> str:
    """Return the address in the form in which it is kept: lower case, its domain in ASCII. Errors: Refused.

    Letters outside ASCII before the @ are refused, for they let two addresses look the same. A dot or +tag stays:
    only the mailbox's own server knows what they mean, so ann+x@ is not ann@.
    """
    local, at, domain = email.strip().rpartition("@")
    try:
        domain = domain.encode("idna").decode("ascii").lower()
    except UnicodeError:
        domain = ""
    local = local.lower() if local.isascii() else ""
    if (
        not at
        or not LOCAL.fullmatch(local)
        or not DOMAIN.fullmatch(domain)
        or len(local) + len(domain) >= LONGEST
    ):
        raise Refused("email_unreadable", "email", email=email)
    return f"{local}@{domain}"
