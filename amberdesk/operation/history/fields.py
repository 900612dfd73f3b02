"""What a field of an imported line may hold. Pure; every check returns the value as the desk keeps it or raises Bad."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from amberdesk.clock.ruler import FIRST_YEAR

Check = Callable[[Any], Any]
UNKNOWN = ("", "?")  # how other desks write that a value is missing


class Bad(ValueError):
    """A line that cannot be taken over; the text is the reason in a sentence's words."""


class Field(NamedTuple):
    """How a field is checked, and what stands for one that is not given; REQUIRED: nothing does."""

    check: Check
    default: Any


REQUIRED = object()


def take(record: Any, table: Mapping[str, Field], where: str) -> dict[str, Any]:
    """Return the fields of a JSON object, all of the table. Raises Bad for missing, wrong and unknown ones."""
    if not isinstance(record, dict):
        raise Bad(f"{where or 'the line'} is no object")
    if strange := sorted(record.keys() - table.keys()):
        raise Bad(f"{_at(where, strange[0])} is not a field of this schema")
    return {name: _take(record.get(name), field, _at(where, name)) for name, field in table.items()}


def _take(value: Any, field: Field, name: str) -> Any:
    if value is None or (field.default is REQUIRED and isinstance(value, str) and value.strip() in UNKNOWN):
        if field.default is REQUIRED:
            raise Bad(f"{name} is missing" + (f" ({value})" if value else ""))
        return field.default
    try:
        return field.check(value)
    except Bad as bad:
        raise Bad(f"{name} {bad}") from None


def _at(where: str, name: str) -> str:
    return f"{where}.{name}" if where else name


def text(most: int) -> Check:
    def check(value: Any) -> str:
        if not isinstance(value, str):
            raise Bad(f"is no text: {shown(value)}")
        clean = value.replace("\x00", "").replace("\r\n", "\n").strip()
        if len(clean) > most:
            raise Bad(f"is longer than {most} characters")
        return clean.encode("utf-8", "replace").decode("utf-8")  # half a character is none

    return check


def line(most: int) -> Check:
    check = text(most)
    return lambda value: " ".join(check(value).split())


def choice(known: Collection[str]) -> Check:
    """Return the check for a code."""

    def check(value: Any) -> str:
        if not isinstance(value, str) or value not in known:
            raise Bad(f"is none of {', '.join(known)}: {shown(value)}")
        return str(value)

    return check


def instant(value: Any) -> datetime:
    """Return an ISO 8601 date and time, which must say its zone."""
    try:
        at = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise Bad(f"is no date and time in ISO 8601: {shown(value)}") from None
    if at.tzinfo is None:
        raise Bad(f"has no time zone: {shown(value)}")
    if at.year < FIRST_YEAR:
        raise Bad(f"lies before {FIRST_YEAR}: {shown(value)}")
    return at


def flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise Bad(f"is neither true nor false: {shown(value)}")
    return value


def count(most: int) -> Check:
    def check(value: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
            raise Bad(f"is no whole number from 0 to {most}: {shown(value)}")
        return value

    return check


def shown(value: Any) -> str:
    """Return a value for a report line, cut to a length that can be read."""
    written = value if isinstance(value, str) else repr(value)
    return "".join(c if c.isprintable() else "�" for c in written[:60]) + ("…" if len(written) > 60 else "")
