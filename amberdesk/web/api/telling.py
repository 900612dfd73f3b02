"""Orders, messages and files as plain values for the API, for a reader inside or on the customer's side."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language

from amberdesk.customers.models import Category
from amberdesk.customers.texts import text_in
from amberdesk.orders.access import acts_for
from amberdesk.orders.models import Attachment, Message, Order
from amberdesk.orders.public import followers_of
from amberdesk.orders.surroundings import references_of, related_orders
from amberdesk.web.api.keys import Caller

_PLAIN = (
    *(
        "number",
        "version",
        "subject",
        "state",
        "wait_reason",
        "wait_until",
        "kind",
        "impact",
        "priority",
        "scope",
    ),
    *("language", "channel", "solution_code", "reported_at", "placed_at", "responded_at", "due_at"),
    *("resolved_at", "closed_at"),
)
_INTERNAL = (
    *(
        "level",
        "urgency",
        "priority_override",
        "verified_at",
        "verified_by_rule",
        "came_from",
        "tags",
        "unread",
    ),
    *("flagged", "reopened", "minutes_worked", "solved_by"),
)
COLUMNS = (  # all that `order` reads, for lists
    *_PLAIN,
    *_INTERNAL,
    *("reporter_name", "reporter_phone", "reporter_email", "last_event_at"),
    *(
        "network__code",
        "network__name",
        "site__code",
        "site__name",
        "site__city",
        "category__code",
        "category__name",
    ),
    *("device__kind", "device__label", "assignee__name", "contact__name"),
)
PUBLIC_ACTS = frozenset({"receive"})


def address(name: str, *args: str) -> str:
    """Return the whole address of one of the API's own places."""
    return settings.AMBERDESK.public_url + reverse(f"api-1:{name}", args=args)


def order(row: Order, caller: Caller) -> dict[str, Any]:
    """Return an order as in lists; everything has been fetched."""
    told: dict[str, Any] = {name: getattr(row, name) for name in _PLAIN}
    told |= {
        "url": address("order", row.number),
        "network": {"code": row.network.code, "name": row.network.name},
        "site": row.site and {"code": row.site.code, "name": row.site.name, "city": row.site.city},
        "device": row.device and {"id": row.device.pk, "kind": row.device.kind, "label": row.device.label},
        "category": row.category and category_ref(row.category),
        "reporter": {"name": row.reporter_name, "phone": row.reporter_phone, "email": row.reporter_email},
        "updated_at": row.last_event_at,
    }
    if caller.internal:
        told |= {name: getattr(row, name) for name in _INTERNAL}
        told["assignee"] = row.assignee and {"id": row.assignee.pk, "name": row.assignee.name}
        told["contact"] = row.contact and {"id": row.contact.pk, "name": row.contact.name}
    return told


def whole_order(row: Order, caller: Caller) -> dict[str, Any]:
    """Return a single order with what stands around it."""
    told = order(row, caller)
    acts = acts_for(row, caller.person, caller.standing)
    told["acts"] = sorted(acts if caller.internal else acts & PUBLIC_ACTS)
    told["merged_into"] = row.merged_into.number if row.merged_into else None
    if caller.internal:
        seen = caller.standing.networks
        told["related"] = [{"number": o.number, "how": how} for o, how in related_orders(row, seen)]
        told["followers"] = [
            {"id": f.pk, "name": f.name, "email": f.email, "phone": f.phone, "reporter": f.reporter}
            for f in followers_of(row)
        ]
        told["references"] = [
            {"whose": r.whose, "number": r.number, "link": r.link} for r in references_of(row)
        ]
    return told


def category_ref(category: Category) -> dict[str, str]:
    return {"code": category.code, "name": text_in(category.name, get_language() or "pl")}


def message(said: Message, caller: Caller) -> dict[str, Any]:
    """Return a message with its files; erased words are empty."""
    told: dict[str, Any] = {
        "id": said.pk,
        "public": said.public,
        "inbound": said.inbound,
        "purpose": said.purpose,
        "author": author(said),
        "text": said.text,
        "question": said.question,
        "at": said.at,
        "visible_at": said.visible_at,
        "files": files(said.attachments.all()),
    }
    if caller.internal:
        told["facts"] = said.facts
    return told


def author(said: Message) -> str:
    """Return who said it."""
    if said.author:
        return said.author.name
    return said.participant.name if said.participant else said.author_name


def files(attachments: Iterable[Attachment]) -> list[dict[str, Any]]:
    return [file(a) for a in attachments if a.erased_at is None]


def file(attachment: Attachment) -> dict[str, Any]:
    return {
        "id": attachment.key,
        "name": attachment.name,
        "media_type": attachment.media_type,
        "size": attachment.size,
        "url": address("attachment", attachment.key),
    }


def moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
