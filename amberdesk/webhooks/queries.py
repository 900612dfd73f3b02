"""Reading webhooks and their calls."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count, Max, Min, Q, QuerySet

from amberdesk.webhooks.models import DEAD, SENT, WAITING, Webhook, WebhookCall

PAGE = 50


def are_there() -> bool:
    """Tell whether any webhook wants to be told of anything."""
    return Webhook.objects.filter(active=True).exists()


def due_hooks(now: datetime) -> list[int]:
    """Return the webhooks that have something to be told now, those with the oldest first."""
    calls = WebhookCall.objects.filter(state=WAITING, due_at__lte=now, hook__active=True)
    free = calls.filter(Q(hook__held_until=None) | Q(hook__held_until__lte=now))
    return [row["hook"] for row in free.values("hook").annotate(oldest=Min("due_at")).order_by("oldest")]


def hooks() -> QuerySet[Webhook]:
    """Return all webhooks by name, with how many calls wait and failed for good, and when one was sent last."""
    rows = Webhook.objects.select_related("network", "owner").annotate(
        waiting=Count("calls", filter=Q(calls__state=WAITING)),
        dead=Count("calls", filter=Q(calls__state=DEAD)),
        sent_at=Max("calls__done_at", filter=Q(calls__state=SENT)),
    )
    return rows.order_by("name", "pk")


def hook_of(pk: int) -> Webhook | None:
    """Return a webhook with its counts; None when there is none."""
    return hooks().filter(pk=pk).first()


def calls_of(hook: Webhook, states: Iterable[str], before: int | None = None) -> list[WebhookCall]:
    """Return a page of the webhook's calls in some states, newest first, and one more if there is one."""
    calls = WebhookCall.objects.filter(hook=hook, state__in=list(states)).select_related("order")
    if before:
        calls = calls.filter(pk__lt=before)
    return list(calls.order_by("-pk")[: PAGE + 1])
