"""Forget what exchanges sent as it came, once it can no longer be of use: what was read from it stays."""

from datetime import datetime, timedelta

from amberdesk.phone.models import Delivery

KEPT = timedelta(days=30)  # weeks longer than anything may come late, to read it again after a correction
MOST = 5000


def forget_deliveries(now: datetime) -> int:
    """Delete old deliveries; return how many. One that could not be read goes as well: nobody has asked for weeks."""
    old = Delivery.objects.filter(received_at__lt=now - KEPT).order_by("received_at").values("pk")[:MOST]
    return Delivery.objects.filter(pk__in=old).delete()[0]
