"""What happens to calls and exchanges because time passed."""

from datetime import datetime
from zoneinfo import ZoneInfo

from amberdesk.customers.lists import kept_company
from amberdesk.phone.actions.give_up import give_up_quiet_calls
from amberdesk.phone.actions.hear import hear, lose
from amberdesk.phone.actions.take_in import read_or_set_aside
from amberdesk.phone.exchanges import Kind
from amberdesk.phone.models import Call, Delivery, Exchange
from amberdesk.phone.silence import LEAST, is_silent, same_hours

SPEAKING = (
    Kind.API,
    Kind.CTI,
)  # an Asterisk's line knows itself whether it is up; a report tells nothing by itself
MOST = 100


def give_up_calls(now: datetime) -> int:
    """Give up calls of which nothing was told for long; return how many."""
    return give_up_quiet_calls(now)


def watch_exchanges(now: datetime) -> int:
    """Note which exchanges are silent for longer than chance allows, and which are heard again; return how many."""
    company = kept_company()
    if company and company.is_demo:
        return 0  # its exchange is only a story
    zone = ZoneInfo(company.timezone if company else "Europe/Warsaw")
    count = 0
    for exchange in Exchange.objects.filter(active=True, kind__in=SPEAKING, told_at__isnull=False):
        told = exchange.told_at
        assert told is not None
        if exchange.lost_at is not None:
            count += told > exchange.lost_at and hear(exchange, at=told)
        elif now - told >= LEAST and is_silent(arrivals_before(exchange, told, now, zone), now - told):
            count += lose(exchange, since=told, at=now)
    return count


def arrivals_before(exchange: Exchange, since: datetime, until: datetime, zone: ZoneInfo) -> list[int]:
    """Return how many calls came in the same hours of earlier weeks."""
    return [
        Call.objects.filter(exchange=exchange, offered_at__gte=start, offered_at__lt=end).count()
        for start, end in same_hours(since, until, zone)
    ]


def read_unread(now: datetime) -> int:
    """Read deliveries that were kept when somebody was killed; return how many."""
    waiting = Delivery.objects.filter(read_at=None).select_related("exchange").order_by("pk")[:MOST]
    left = [delivery for delivery in waiting if (now - delivery.received_at).total_seconds() > 10]
    for delivery in left:
        read_or_set_aside(delivery, at=now)
    return len(left)
