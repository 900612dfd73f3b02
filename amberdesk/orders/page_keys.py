"""Keys of pages: where the next page of a sorted list begins. Pure."""

from datetime import UTC, datetime
from typing import Any


class BadKey(ValueError):
    """A key that this program did not make for this sorting."""

    code = "bad_key"


_SHAPE = "%Y%m%dT%H%M%S.%f"


def key_of(sort: str, priority: str, due_at: datetime | None, reported_at: datetime, order_id: int) -> str:
    """Return the key of the page after an order."""
    if sort in ("new", "old"):
        return str(order_id)
    if sort in ("latest", "earliest"):
        return f"{reported_at.astimezone(UTC):{_SHAPE}}_{order_id}"
    due = f"{due_at.astimezone(UTC):{_SHAPE}}" if due_at else "-"
    return f"{priority}_{due}_{order_id}" if sort == "priority" else f"{due}_{order_id}"


def read_key(sort: str, key: str) -> dict[str, Any]:
    """Return what the key says, as parameters of the statement. Raises BadKey."""
    try:
        *rest, order_id = key.split("_")
        found: dict[str, Any] = {"after_id": _whole(order_id)}
        if sort == "priority":
            found["after_priority"] = rest.pop(0)
        if sort in ("due", "priority"):
            due = rest.pop(0)
            found["after_due"] = None if due == "-" else _moment(due)
        if sort in ("latest", "earliest"):
            found["after_reported"] = _moment(rest.pop(0))
        if rest:
            raise ValueError(key)
    except (ValueError, IndexError) as error:
        raise BadKey(key) from error
    return found


def _moment(text: str) -> datetime:
    return datetime.strptime(text, _SHAPE).replace(tzinfo=UTC)


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise ValueError(text)
    return int(text)
