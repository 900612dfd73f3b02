"""When the exchanges of a network could not be heard: of that time nobody knows anything."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from amberdesk.outbox.models import Event
from amberdesk.phone.exchanges import Kind
from amberdesk.phone.models import Call, Exchange, Hotline
from amberdesk.rosters.coverage import Stretch, joined

LOST, HEARD, CHANGED = "exchange.silent", "exchange.heard", "exchange.changed"


def lost_time(exchanges: Collection[int], start: datetime, end: datetime) -> list[Stretch]:
    """Return the stretches of a time in which any of the exchanges was lost, or had not been heard yet."""
    found: list[Stretch] = []
    for exchange in Exchange.objects.filter(pk__in=list(exchanges)):
        found += _unheard(exchange, start, end)
        since: datetime | None = None
        for kind, at, data in _told(exchange.pk):
            if kind == LOST:
                since = since or _since(data, at)
            elif since is not None and (kind == HEARD or "active" in data.get("fields", ())):
                found.append((since, at))  # heard, or taken out of use: then nobody waits for it
                since = None
        open_since = exchange.lost_at or since
        if open_since is not None:
            found.append((open_since, end))
    return joined((max(a, start), min(b, end)) for a, b in found if a < end and b > start and a < b)


def _unheard(exchange: Exchange, start: datetime, end: datetime) -> list[Stretch]:
    """Return the time before the exchange's first word, but for what others told of calls of its networks."""
    until = min(exchange.heard_since or end, end)
    if exchange.kind == Kind.REPORT or until <= start:
        return []
    lines = Hotline.objects.filter(exchange=exchange, active=True)
    first, last = until, start
    for network in set(lines.values_list("network", flat=True)):
        calls = Call.objects.filter(network=network, offered_at__lt=until)
        for at in calls.order_by("offered_at").values_list("offered_at", flat=True)[:1]:
            first = min(first, at)
        for at in calls.order_by("-offered_at").values_list("offered_at", flat=True)[:1]:
            last = max(last, at)
    return [(start, first), (max(first, last), until)]


def _told(exchange: int) -> list[tuple[str, datetime, dict[str, Any]]]:
    """Return when it was lost and heard, from the beginning to this day: a silence is said long after it began."""
    events = Event.objects.filter(subject=f"exchange:{exchange}", kind__in=(LOST, HEARD, CHANGED))
    return list(events.order_by("seq").values_list("kind", "at", "data"))


def _since(data: dict[str, Any], at: datetime) -> datetime:
    return datetime.fromisoformat(data["since"]) if data.get("since") else at
