"""Phone numbers as people write them -> E.164. Pure."""

from functools import lru_cache
from importlib import import_module
from typing import Any

from amberdesk.customers.refusals import Refused


@lru_cache(maxsize=1)
def _library() -> Any:
    return import_module("phonenumbers")  # heavy; only processes that read numbers pay for it


def e164(text: str, field: str = "phone", region: str = "PL") -> str:
    """Return "+48586201122" for "58 620 11 22" or "(+48) 58 620-11-22"; "" for an empty text. Errors: Refused."""
    if not text.strip():
        return ""
    library = _library()
    try:
        number = library.parse(text, region)
    except library.NumberParseException:
        raise Refused("phone_unreadable", field, text=text) from None
    if not library.is_possible_number(number) or number.extension:
        raise Refused("phone_unreadable", field, text=text)
    return str(library.format_number(number, library.PhoneNumberFormat.E164))


@lru_cache(4096)
def readable(number: str) -> str:
    """Return "58 620 11 22" for a Polish number and "+49 30 1234567" for another; what it cannot read unchanged."""
    if not number:
        return ""
    library = _library()
    try:
        parsed = library.parse(number, "PL")
    except library.NumberParseException:
        return number
    shape = library.PhoneNumberFormat
    at_home = parsed.country_code == 48
    return str(library.format_number(parsed, shape.NATIONAL if at_home else shape.INTERNATIONAL))
