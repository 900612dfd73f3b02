"""Send again what failed for good, and try a webhook out."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from amberdesk.customers.access import require_office
from amberdesk.outbox.actor import Actor
from amberdesk.outbox.publish import record
from amberdesk.webhooks.content import written
from amberdesk.webhooks.events import Replayed
from amberdesk.webhooks.models import DEAD, SENT, WAITING, Webhook, WebhookCall

TRIAL = "webhook.trial"
MOST = 1000  # calls at once


@transaction.atomic
def replay(hook: Webhook, ids: Collection[int] | None = None, *, by: Actor, at: datetime) -> int:
    """Put calls back, all that failed for good or those of the ids; return how many. Errors: Forbidden.

    They keep their keys, so that a receiver who had one already knows it.
    """
    require_office(by)
    calls = WebhookCall.objects.filter(hook=hook, state__in=[DEAD] if ids is None else [DEAD, SENT])
    if ids is not None:
        calls = calls.filter(pk__in=list(ids))
    chosen = tuple(calls.order_by("pk").values_list("pk", flat=True)[:MOST])
    WebhookCall.objects.filter(pk__in=chosen).update(
        state=WAITING, due_at=at, created_at=at, attempts=0, done_at=None
    )
    Webhook.objects.filter(pk=hook.pk).update(failures=0, held_until=None)
    if chosen:
        record(Replayed(id=hook.pk, calls=chosen[:100]), by=by, at=at)
    return len(chosen)


@transaction.atomic
def try_out(hook: Webhook, *, by: Actor, at: datetime) -> WebhookCall:
    """Send a call that tells of no order. Errors: Forbidden."""
    require_office(by)
    Webhook.objects.filter(pk=hook.pk).update(failures=0, held_until=None)
    body = written(TRIAL, at, {"webhook": hook.name})
    return WebhookCall.objects.create(hook=hook, kind=TRIAL, body=body, due_at=at, created_at=at)
