"""When the exchanges of a network could not be heard: of that time nobody knows anything."""

from collections.abc import Collection
from datetime import datetime

from amberdesk.outbox.models import Event
from amberdesk.phone.models import Exchange
from amberdesk.rosters.coverage import Stretch, joined

LOST, HEARD = "exchange.silent", "exchange.heard"


def lost_time(exchanges: Collection[int], start: datetime, end: datetime) -> list[Stretch]:
    """Return the stretches of a time in which any of the exchanges was lost."""
    found: list[Stretch] = []
    for exchange in Exchange.objects.filter(pk__in=list(exchanges)):
        since: datetime | None = None
        for kind, at, data in _told(exchange.pk, end):
            if kind == LOST:
                since = since or _since(data, at)
            elif since is not None:
                found.append((since, at))
                since = None
        open_since = exchange.lost_at or since
        if open_since is not None:
            found.append((open_since, end))
    return joined((max(a, start), min(b, end)) for a, b in found if a < end and b > start)


def _told(exchange: int, end: datetime) -> list[tuple[str, datetime, dict[str, str]]]:
    events = Event.objects.filter(subject=f"exchange:{exchange}", kind__in=(LOST, HEARD), at__lt=end)
    return list(events.order_by("seq").values_list("kind", "at", "data"))


def _since(data: dict[str, str], at: datetime) -> datetime:
    return datetime.fromisoformat(data["since"]) if data.get("since") else at
