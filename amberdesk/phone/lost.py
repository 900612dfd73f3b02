"""When the exchanges of a network could not be heard: of that time nobody knows anything."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from amberdesk.outbox.models import Event
from amberdesk.phone.models import Exchange
from amberdesk.rosters.coverage import Stretch, joined

LOST, HEARD, CHANGED = "exchange.silent", "exchange.heard", "exchange.changed"


def lost_time(exchanges: Collection[int], start: datetime, end: datetime) -> list[Stretch]:
    """Return the stretches of a time in which any of the exchanges was lost."""
    found: list[Stretch] = []
    for exchange in Exchange.objects.filter(pk__in=list(exchanges)):
        since: datetime | None = None
        for kind, at, data in _told(exchange.pk, end):
            if kind == LOST:
                since = since or _since(data, at)
            elif since is not None and (kind == HEARD or "active" in data.get("fields", ())):
                found.append((since, at))  # heard, or taken out of use: then nobody waits for it
                since = None
        open_since = exchange.lost_at or since
        if open_since is not None:
            found.append((open_since, end))
    return joined((max(a, start), min(b, end)) for a, b in found if a < end and b > start)


def _told(exchange: int, end: datetime) -> list[tuple[str, datetime, dict[str, Any]]]:
    events = Event.objects.filter(subject=f"exchange:{exchange}", kind__in=(LOST, HEARD, CHANGED), at__lt=end)
    return list(events.order_by("seq").values_list("kind", "at", "data"))


def _since(data: dict[str, Any], at: datetime) -> datetime:
    return datetime.fromisoformat(data["since"]) if data.get("since") else at
