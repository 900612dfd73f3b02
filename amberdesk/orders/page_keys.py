"""Keys of pages: where the next page of a sorted list begins. Pure."""

from datetime import UTC, datetime
from typing import Any


class BadKey(ValueError):
    """A key that this program did not make for this sorting."""

    code = "bad_key"


def key_of(sort: str, priority: str, due_at: datetime | None, order_id: int) -> str:
    """Return the key of the page after an order."""
    if sort in ("new", "old"):
        return str(order_id)
    due = f"{due_at.astimezone(UTC):%Y%m%dT%H%M%S.%f}" if due_at else "-"
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
            found["after_due"] = (
                None if due == "-" else datetime.strptime(due, "%Y%m%dT%H%M%S.%f").replace(tzinfo=UTC)
            )
        if rest:
            raise ValueError(key)
    except (ValueError, IndexError) as error:
        raise BadKey(key) from error
    return found


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise ValueError(text)
    return int(text)
