"""What the office may write into names, codes, zones and weeks. Pure."""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from amberdesk.clock.hours import BadHours
from amberdesk.customers.hours import span
from amberdesk.customers.refusals import Refused

LANGUAGES = ("pl", "en", "uk")
EMAIL = re.compile(r"[^@\s<>,;:\"()\[\]\\]+@[^@\s<>,;:\"()\[\]\\]+\.[^@\s.<>,;:\"()\[\]\\]+")
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u200b-\u200f\u202a-\u202e\u2066-\u2069]")


def line(text: str, field: str, limit: int = 120, *, required: bool = True) -> str:
    """Return the text as one clean line. Errors: Refused when empty or too long."""
    cleaned = " ".join(CONTROL.sub(" ", text).split())
    if required and not cleaned:
        raise Refused("empty", field)
    if len(cleaned) > limit:
        raise Refused("too_long", field, limit=limit)
    return cleaned


def network_code(text: str) -> str:
    """Return the code in capitals. Errors: Refused for anything but 2-4 letters A-Z."""
    code = text.strip().upper()
    if not re.fullmatch(r"[A-Z]{2,4}", code):
        raise Refused("network_code_shape", "code")
    return code


def site_code(text: str) -> str:
    """Return the code as the network writes it, without blanks. Errors: Refused."""
    code = line(text, "code", 20)
    if not re.fullmatch(r"[\w./-]+", code):
        raise Refused("site_code_shape", "code")
    return code


def email(text: str, field: str = "email") -> str:
    """Return the address folded to lower case; "" for an empty text. Errors: Refused."""
    address = text.strip().lower()
    if address and (not EMAIL.fullmatch(address) or len(address) > 254):
        raise Refused("email_unreadable", field, text=text.strip()[:80])
    return address


def language(code: str, *, required: bool = True) -> str:
    """Return the language's code. Errors: Refused for one that we do not speak."""
    if code not in LANGUAGES and (required or code):
        raise Refused("unknown_language", "language")
    return code


def timezone(name: str) -> str:
    """Return the zone's name. Errors: Refused for one that does not exist."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Refused("unknown_timezone", "timezone", text=name) from None
    return name


def windows(day: Iterable[Sequence[int]], field: str) -> list[list[int]]:
    """Return a day's windows in order. Errors: Refused when one has no length or they overlap."""
    ordered = sorted([int(opens), int(closes)] for opens, closes in day)
    try:
        for opens, closes in ordered:
            span(opens, closes)
    except BadHours as bad:
        raise Refused(str(bad.args[0]), field) from None
    if any(later[0] < earlier[1] for earlier, later in pairwise(ordered)):
        raise Refused("windows_overlap", field)
    return ordered


def week(days: Sequence[Iterable[Sequence[int]]]) -> list[list[list[int]]]:
    """Return seven days of windows, Monday first. Errors: Refused."""
    if len(days) != 7:
        raise Refused("week_without_seven_days", "week")
    return [windows(day, f"day{number}") for number, day in enumerate(days)]
