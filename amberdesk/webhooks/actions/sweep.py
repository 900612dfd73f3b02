"""Forget calls that are over."""

from datetime import datetime, timedelta

from amberdesk.webhooks.models import DROPPED, SENT, WebhookCall

KEPT = timedelta(days=30)  # what was sent
DEAD_KEPT = timedelta(days=90)  # what failed for good: so long it can be sent again
ROUND = 5000


def sweep_calls(now: datetime) -> int:
    """Forget old calls; return how many."""
    over = WebhookCall.objects.filter(done_at__lt=now - KEPT, state__in=[SENT, DROPPED])
    given_up = WebhookCall.objects.filter(done_at__lt=now - DEAD_KEPT)
    old = (over | given_up).order_by("done_at").values("pk")[:ROUND]
    return WebhookCall.objects.filter(pk__in=old).delete()[0]
