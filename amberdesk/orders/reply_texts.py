"""Filling in ready answers. Plain replacement of known words in braces; nothing is ever executed. Pure."""

import re
from collections.abc import Mapping

PLACES = ("number", "name", "site", "device", "subject", "technician", "company")
_PLACE = re.compile(r"\{([a-z_]+)\}")


def fill(text: str, values: Mapping[str, str]) -> str:
    """Return the text with its known places filled, once; what is filled in is never read again."""
    return _PLACE.sub(lambda place: values.get(place[1], place[0]) if place[1] in PLACES else place[0], text)


def unknown_places(text: str) -> list[str]:
    """Return the words in braces that nothing will fill."""
    return [place for place in _PLACE.findall(text) if place not in PLACES]
