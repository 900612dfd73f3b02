"""What happens to calls and exchanges because time passed."""

from datetime import datetime
from zoneinfo import ZoneInfo

from amberdesk.customers.lists import kept_company
from amberdesk.phone.actions.give_up import give_up_quiet_calls
from amberdesk.phone.actions.hear import hear, lose
from amberdesk.phone.actions.take_in import read_or_set_aside
from amberdesk.phone.exchanges import Kind
from amberdesk.phone.lost import lost_time
from amberdesk.phone.models import Call, Delivery, Exchange
from amberdesk.phone.silence import LEAST, UNHELD, is_silent, like_days, same_hours

SPEAKING = (Kind.API, Kind.CTI, Kind.ASTERISK)  # as calls come; a report tells nothing
MOST = 100


def give_up_calls(now: datetime) -> int:
    """Give up calls of which nothing was told for long; return how many."""
    return give_up_quiet_calls(now)


def watch_exchanges(now: datetime) -> int:
    """Note which exchanges are not heard any more, and which are heard again; return how many."""
    company = kept_company()
    if company and company.is_demo:
        return 0  # its exchange is only a story
    zone = ZoneInfo(company.timezone if company else "Europe/Warsaw")
    used = Exchange.objects.filter(active=True, told_at__isnull=False)
    count = sum(_note_silence(exchange, now, zone) for exchange in used.filter(kind__in=SPEAKING))
    return count + sum(_note_unheld(one, now) for one in used.filter(kind=Kind.ASTERISK, lost_at=None))


def _note_silence(exchange: Exchange, now: datetime, zone: ZoneInfo) -> bool:
    """Note that an exchange tells of no call for longer than chance allows, or tells of one again."""
    told, quiet = exchange.told_at, exchange.quiet_since
    assert told is not None  # asked for
    if quiet is None:
        return False
    if exchange.lost_at is not None:
        return exchange.silent and quiet > exchange.lost_at and hear(exchange, at=told, of_call=True)
    if now - quiet < LEAST or not is_silent(arrivals_before(exchange, quiet, now, zone), now - quiet):
        return False
    return lose(exchange, since=quiet, at=now, silent=True)


def _note_unheld(exchange: Exchange, now: datetime) -> bool:
    """Note that nobody holds the line to an Asterisk: whoever does hears it each minute, or says himself that it is gone."""
    told = exchange.told_at
    assert told is not None  # asked for
    return now - told > UNHELD and lose(exchange, since=told, at=now)


def arrivals_before(exchange: Exchange, since: datetime, until: datetime, zone: ZoneInfo) -> list[int]:
    """Return how many calls came in the same hours of earlier weeks; in the first week of earlier days like this one.

    Only of hours in which the exchange was heard: else that none came is not known.
    """
    for spans in (same_hours(since, until, zone), like_days(since, until, zone)):
        known = [span for span in spans if not lost_time([exchange.pk], *span)]
        if known:
            calls = Call.objects.filter(exchange=exchange)
            return [calls.filter(offered_at__gte=start, offered_at__lt=end).count() for start, end in known]
    return []


def read_unread(now: datetime) -> int:
    """Read deliveries that were kept when somebody was killed; return how many."""
    waiting = Delivery.objects.filter(read_at=None).select_related("exchange").order_by("pk")[:MOST]
    left = [delivery for delivery in waiting if (now - delivery.received_at).total_seconds() > 10]
    for delivery in left:
        read_or_set_aside(delivery, at=now)
    return len(left)
