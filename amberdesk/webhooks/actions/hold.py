"""Hold calls that may have been made already, by a machine that is lost; people say whether they are made."""

from datetime import datetime

from amberdesk.webhooks.models import HELD, WAITING, WebhookCall


def hold_waiting(before: datetime) -> int:
    """Hold the waiting calls that were made before an instant; return how many."""
    return WebhookCall.objects.filter(state=WAITING, created_at__lt=before).update(state=HELD)


def send_held(at: datetime) -> int:
    """Make the held calls after all, under their old keys; return how many."""
    return WebhookCall.objects.filter(state=HELD).update(state=WAITING, created_at=at, due_at=at, attempts=0)


def drop_held() -> int:
    """Forget the held calls; return how many."""
    return WebhookCall.objects.filter(state=HELD).delete()[0]
