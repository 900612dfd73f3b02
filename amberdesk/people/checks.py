"""What the facts about a person must look like. Pure; each returns the value to keep or raises Refused."""

import re
import unicodedata
from collections.abc import Callable
from typing import Any

from amberdesk.people.addresses import fold
from amberdesk.people.refusals import Refused
from amberdesk.people.roles import LANGUAGES, Role, Theme

LONGEST_NAME = 120
E164 = re.compile(r"\+[1-9][0-9]{6,14}")


def name(text: str) -> str:
    """Return the name on one line: no control or direction characters, so that it is safe in mail headers."""
    spaced = "".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in text)
    clean = " ".join("".join(c for c in spaced if unicodedata.category(c) not in ("Cf", "Cs")).split())
    if not clean:
        raise Refused("name_missing", "name")
    if len(clean) > LONGEST_NAME:
        raise Refused("name_too_long", "name", longest=LONGEST_NAME)
    return clean


def phone(text: str) -> str:
    if text and not E164.fullmatch(text):
        raise Refused("phone_unreadable", "phone", text=text)
    return text


def role(text: str) -> str:
    if text not in set(Role):
        raise Refused("role_unknown", "role")
    return str(text)


def language(text: str) -> str:
    if text not in LANGUAGES:
        raise Refused("language_unknown", "language")
    return text


def theme(text: str) -> str:
    if text and text not in set(Theme):
        raise Refused("theme_unknown", "theme")
    return str(text)


CHECKS: dict[str, Callable[[str], Any]] = {
    "email": fold,
    "name": name,
    "phone": phone,
    "language": language,
    "theme": theme,
}
OWN = frozenset({"name", "phone", "language", "theme"})  # what a person may change about himself
