"""Forget what exchanges sent as it came, once it can no longer be of use: what was read from it stays."""

from datetime import datetime, timedelta

from amberdesk.phone.models import Delivery

KEPT = timedelta(days=30)  # weeks longer than anything may come late, to read it again after a correction
MOST = 5000  # at a time


def forget_deliveries(now: datetime) -> int:
    """Delete all old deliveries; return how many. One that could not be read goes as well: nobody has asked for weeks."""
    count = 0
    while gone := _forget_some(now - KEPT):
        count += gone
    return count


def _forget_some(before: datetime) -> int:
    """Delete some of the oldest: a short statement each, so that nobody waits for it."""
    old = Delivery.objects.filter(received_at__lt=before).order_by("received_at").values("pk")[:MOST]
    return Delivery.objects.filter(pk__in=old).delete()[0]
