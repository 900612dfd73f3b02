"""Order numbers: FAL-26-004217-1 = network code, year, counter, check digit. Pure."""

import re
from collections.abc import Iterable
from typing import NamedTuple

# The quasigroup of H. M. Damm (2004), order 10: finds every single wrong digit and every swap of neighbours.
_DAMM = (
    "0317598642",
    "7092154863",
    "4206871359",
    "1750983426",
    "6123045978",
    "3674209581",
    "5869720134",
    "8945362017",
    "9438617205",
    "2581436790",
)
_FULL = re.compile(r"([A-Z]{2,4})-?([0-9]{2})-?([0-9]{6,})-?([0-9])", re.IGNORECASE)
_SPOKEN = re.compile(r"([0-9]{1,12})-([0-9])")


class Spoken(NamedTuple):
    """The part of a number that people say: "4217-1"."""

    counter: int
    check: int


def make_number(code: str, year: int, counter: int) -> str:
    """Return the order number of a network for a year and counter."""
    body = f"{code}-{year % 100:02d}-{counter:06d}"
    return f"{body}-{check_digit(body)}"


def check_digit(body: str) -> int:
    """Return the Damm digit over letters (A=10 ... Z=35) and digits; hyphens do not count."""
    interim = 0
    for char in body.upper():
        if char != "-":
            for digit in str(int(char, 36)):
                interim = int(_DAMM[interim][int(digit)])
    return interim


def read_number(text: str) -> str | None:
    """Return the number in its standard form, however it was typed; None for no number or a wrong check digit."""
    found = _FULL.fullmatch(text.strip().replace(" ", ""))
    if not found:
        return None
    body = f"{found[1].upper()}-{found[2]}-{found[3]}"
    return f"{body}-{found[4]}" if check_digit(body) == int(found[4]) else None


def read_spoken(text: str) -> Spoken | None:
    """Return the spoken part of a number ("4217-1"); None when it is none."""
    found = _SPOKEN.fullmatch(text.strip().replace(" ", ""))
    return Spoken(int(found[1]), int(found[2])) if found else None


def complete(spoken: Spoken, code: str, year: int) -> str | None:
    """Return the whole number of a network and year; None when the check digit does not fit."""
    number = make_number(code, year, spoken.counter)
    return number if number.endswith(f"-{spoken.check}") else None


def parts_of(number: str) -> tuple[str, str]:
    """Return ("FAL-26-00", "4217-1"): what is written small, and what people say."""
    head, _, _check = number.rpartition("-")
    start = len(head) - len(head.rpartition("-")[2].lstrip("0"))
    return number[:start], number[start:]


def numbers_meant(text: str, code: str, years: Iterable[int]) -> list[str]:
    """Return the whole numbers that a text may mean in a network: itself, or the spoken part in one of the years."""
    if whole := read_number(text):
        return [whole]
    spoken = read_spoken(text)
    return [n for year in years if (n := complete(spoken, code, year))] if spoken else []
