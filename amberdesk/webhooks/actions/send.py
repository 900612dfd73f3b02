"""Send what is due, one call of a webhook after the other; what fails comes again later, at last never."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from amberdesk import __version__
from amberdesk.webhooks import transport
from amberdesk.webhooks.access import may_hear
from amberdesk.webhooks.models import DEAD, DROPPED, SENT, WAITING, Webhook, WebhookCall
from amberdesk.webhooks.signing import NoKey, headers_for

LEASE = timedelta(minutes=1)
BACKOFF = tuple(
    timedelta(seconds=s) for s in (10, 60, 300, 900, 3600, 3600 * 3, 3600 * 6, 3600 * 12, 3600 * 24)
)
OLDEST = timedelta(days=3)  # a call that is older has failed for good
HOLD = tuple(timedelta(seconds=s) for s in (0, 5, 15, 60, 120, 300))  # by failures in a row


def send_next(hook_id: int, now: datetime) -> bool:
    """Send the webhook's oldest due call; True when it was taken well, False when there is none or it failed."""
    call = take(hook_id, now)
    if call is None:
        return False
    outcome = attempt(call, now)
    settle(call, outcome, now)
    return outcome.error == ""


@transaction.atomic
def take(hook_id: int, now: datetime) -> WebhookCall | None:
    """Lease the webhook's oldest due call; those that it may no longer be told of are dropped."""
    due = WebhookCall.objects.filter(hook=hook_id, state=WAITING, due_at__lte=now).order_by("id")
    hook = Webhook.objects.select_related("owner").filter(pk=hook_id, active=True).first()
    if hook is None or (hook.held_until and hook.held_until > now):
        return None
    for call in due.select_for_update(skip_locked=True, of=("self",)).select_related("order")[:50]:
        if call.order is None or may_hear(hook, call.order.network_id):
            call.hook, call.due_at, call.attempts = hook, now + LEASE, call.attempts + 1
            call.save(update_fields=["due_at", "attempts"])
            return call
        call.state, call.done_at = DROPPED, now
        call.save(update_fields=["state", "done_at"])
    return None


def attempt(call: WebhookCall, now: datetime) -> transport.Outcome:
    """Send the call once."""
    body = call.body.encode()
    try:
        signed = headers_for(call.hook, str(call.key), int(now.timestamp()), body)
    except NoKey:
        return transport.Outcome(None, "no_key")
    headers = {"Content-Type": "application/json", "User-Agent": f"Amberdesk/{__version__}", **signed}
    return transport.post(call.hook.url, body, headers, allowed=settings.AMBERDESK.webhook_allow)


@transaction.atomic
def settle(call: WebhookCall, outcome: transport.Outcome, now: datetime) -> None:
    """Keep what became of an attempt, and how the webhook fares."""
    call.status, call.error, call.answer = outcome.status, outcome.error, outcome.answer[:200]
    if not outcome.error:
        call.state, call.done_at = SENT, now
    elif call.attempts > len(BACKOFF) or now - call.created_at > OLDEST:
        call.state, call.done_at = DEAD, now
    else:
        call.due_at = now + BACKOFF[call.attempts - 1]
    call.save(update_fields=["status", "error", "answer", "state", "done_at", "due_at"])
    hook = Webhook.objects.select_for_update().get(pk=call.hook_id)
    if outcome.error or hook.failures:
        hook.failures = hook.failures + 1 if outcome.error else 0
        hook.held_until = now + HOLD[min(hook.failures, len(HOLD)) - 1] if hook.failures else None
        hook.save(update_fields=["failures", "held_until"])
