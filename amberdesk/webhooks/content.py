"""What a call says: ids, codes and links; texts only where they were asked for, and never internal ones."""

import json
from datetime import datetime
from typing import Any

from django.conf import settings

from amberdesk.orders.models import Message, Order
from amberdesk.outbox.models import Event
from amberdesk.webhooks.models import Webhook

_FACTS = {  # of an event's data, what its kind may tell anybody of the network's side
    "order.placed": ("channel", "reported_at", "impact"),
    "order.verified": ("impact", "scope"),
    "order.waiting": ("reason", "until"),
    "order.resumed": ("cause",),
    "order.replied": ("question", "files"),
    "order.received": ("channel", "files"),
    "order.contacted": ("way", "reached"),
    "order.resolved": ("code",),
    "order.reopened": ("cause",),
    "order.closed": ("cause",),
    "order.remarked": ("verdict",),
}
_INTERNAL = (
    "level",
    "assignee",
    "own",
    "from_level",
    "to_level",
    "minutes",
    "solved_by",
    "target",
    "share",
    "late",
    "by_rule",
)


def body_for(hook: Webhook, event: Event, order: Order, message: Message | None) -> str:
    """Return the JSON that is sent; it stays the same in every attempt."""
    told: dict[str, Any] = {
        "event": event.pk,
        "order": _order(event, order, hook),
        "network": order.network.code,
        "site": order.site.code if order.site else None,
        "facts": {name: event.data[name] for name in _FACTS.get(event.kind, ()) if name in event.data},
        "message": _message(message, hook),
        "links": {
            "api": f"{settings.AMBERDESK.public_url}/api/v1/orders/{order.number}",
            "desk": f"{settings.AMBERDESK.public_url}/orders/{order.number}/",
        },
    }
    if hook.internal:
        told["internal"] = {name: event.data[name] for name in _INTERNAL if name in event.data}
        told["internal"]["acting_as"] = event.acting_as
    return written(event.kind, event.at, told)


def written(kind: str, at: datetime, data: dict[str, Any]) -> str:
    """Return the envelope with its data as JSON."""
    return json.dumps({"type": kind, "timestamp": at.isoformat(), "data": data}, ensure_ascii=False)


def _order(event: Event, order: Order, hook: Webhook) -> dict[str, Any]:
    """Return the order as it was after the event: later ones have calls of their own."""
    told = {
        "number": order.number,
        "state": event.data["state"],
        "wait_reason": event.data["wait_reason"],
        "priority": event.data["priority"],
        "version": event.data["v"],
        "kind": order.kind,
    }
    if event.kind == "order.merged" and order.merged_into:
        told["merged_into"] = order.merged_into.number
    return told | {"subject": order.subject} if hook.include_text else told


def _message(message: Message | None, hook: Webhook) -> dict[str, Any] | None:
    """Return a public message; its words where texts are included. Of notes nothing is told."""
    if message is None or not message.public or message.taken_back_at is not None:
        return None
    told: dict[str, Any] = {"id": message.pk, "inbound": message.inbound}
    if hook.include_text and message.erased_at is None:
        told["text"] = message.text
    return told
