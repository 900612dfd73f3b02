"""Message-IDs that prove themselves: one per order, event and recipient, signed, always the same."""

from amberdesk.customers.links import make_key, read_key


def make_message_id(recipient: str, *, order_id: int, event_id: int, host: str) -> str:
    """Return the Message-ID of the mail about an event to a recipient (a short code such as "p12" or "u3")."""
    return f"<{recipient}.{make_key('m', order_id, event_id)}@{host}>"


def thread_anchor(order_id: int, host: str) -> str:
    """Return the id that all mails of an order refer to, by which mail programs keep them together."""
    return f"<{thread_key(order_id)}@{host}>"


def thread_key(order_id: int) -> str:
    """Return the token of an order: in the anchor, or behind the plus of a mailbox's address."""
    return make_key("m", order_id, 0)


def order_of(message_id: str) -> int | None:
    """Return the order that one of our Message-IDs names; None for any other id."""
    local = message_id.strip().strip("<>").partition("@")[0]
    key = read_key("m", local.rpartition(".")[2])
    return key.id if key else None
