"""What a mail server's answer means for a mail and for its address. Pure.

Source: RFC 5321 section 4.2 (codes), RFC 3463 (statuses such as 5.1.1).
"""

import re
from enum import StrEnum

_STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_CODE = re.compile(r"\s*([245]\d\d)(?!\d)")
_NOBODY = frozenset({0, 1, 2, 3, 4, 6, 10})  # of x.1.y; 7 and 8 speak of the sender
_UNKNOWN = re.compile(
    r"(?:user|recipient|mailbox|account|address)s?\b.{0,40}?\b(?:unknown|not (?:found|exist|known)|does(?: not|n.t) exist"
    r"|no longer|invalid)|(?:unknown|no such|invalid|bad|non-?existent) (?:\w+ )?"
    r"(?:user|recipient|mailbox|account|address|person)|(?:użytkownik|adres|skrzynk|konto).{0,40}nie istnieje",
    re.IGNORECASE,
)
_OURS = re.compile(
    r"client (?:host|ip)|block(?:ed|list)|black ?list|\brbl\b|dnsbl|spamhaus|reputation|service unavailable|relay"
    r"|not permitted to|authenticat",
    re.IGNORECASE,
)


_SENDER = re.compile(
    r"sender (?:address )?(?:rejected|denied|refused|not |verif)|\bsend ?as\b|not owned by user|address is not verified"
    r"|not (?:allowed|authori[sz]ed|permitted) to (?:send|use)|sender signature",
    re.IGNORECASE,
)


class Means(StrEnum):
    """What the answer means."""

    SENDER = "sender"  # we may not write as this sender: as the desk perhaps, or once people have mended it
    AGAIN = "again"  # another try may go well: later, or once people have mended something
    REFUSED = "refused"  # this mail will never go there
    NOBODY = "nobody"  # nobody has this address


def meaning(code: int, said: str) -> Means:
    """Return what an answer to a recipient or a mail means. `code`: of SMTP, 0 for an unknown one.

    A full mailbox is emptied one day, a list that names our own server is mended one day: neither says anything of the
    address, and both are tried again.
    """
    status = _STATUS.search(said[:500])
    group, detail = (int(status[2]), int(status[3])) if status else (-1, -1)
    if 400 <= code < 500 or (status and status[1] == "4" and code < 500):
        return Means.AGAIN
    if (group == 1 and detail in (7, 8)) or (group != 1 and _SENDER.search(said[:500])):
        return Means.SENDER
    if group == 1:
        return Means.NOBODY if detail in _NOBODY else Means.REFUSED
    passes = (group, detail) in ((2, 2), (3, 1), (3, 2))  # full, not at work
    if passes or (group == 4 and detail != 1) or _OURS.search(said[:500]):
        return Means.AGAIN
    plain = not status and code in (0, 550, 551, 553) and "sender" not in said.lower()
    if plain and _UNKNOWN.search(said[:500]):
        return Means.NOBODY
    return Means.REFUSED


def is_nobody(said: str) -> bool:
    """Tell whether a report about a mail that came back says that nobody has the address; `said`: its status, or words."""
    code = _CODE.match(said)
    return meaning(int(code[1]) if code else 0, said) == Means.NOBODY


def numbers(said: str) -> str:
    """Return the numbers of an answer alone, for logs: its words may hold addresses."""
    code, status = _CODE.match(said), _STATUS.search(said[:500])
    found = [code[1] if code else "", status[0] if status else ""]
    return " ".join(number for number in found if number) or "no number"
