"""Write down whom an event of an order is to be told to."""

from datetime import datetime

from django.db.models import Q

from amberdesk.orders.models import Message, Order
from amberdesk.outbox.deliver import NotYet
from amberdesk.outbox.models import Event
from amberdesk.webhooks.access import kinds_for, may_hear
from amberdesk.webhooks.content import body_for
from amberdesk.webhooks.models import Webhook, WebhookCall


def announce(event: Event, *, at: datetime) -> None:
    """Make a call for each webhook that wants the event and may hear of the order; each once, however often it runs.

    An answer that can still be taken back is told of when it is public, one that was taken back never.
    """
    network = event.data["network"]
    of_network = Q(network=None) | Q(network=network)
    wanted = Q(kinds=[]) | Q(kinds__contains=[event.kind])
    hooks = [
        h
        for h in Webhook.objects.filter(of_network, wanted, active=True).select_related("owner")
        if _tells(h, event)
    ]
    if not hooks:
        return
    message = Message.objects.filter(pk=event.data.get("message")).first()
    if message is not None and message.public and _unsaid(message, at):
        return
    order = Order.objects.select_related("network", "site", "merged_into").get(
        pk=int(event.subject.removeprefix("order:"))
    )
    WebhookCall.objects.bulk_create(
        (
            WebhookCall(
                hook=hook,
                event_id=event.pk,
                order=order,
                kind=event.kind,
                body=body_for(hook, event, order, message),
                due_at=at,
                created_at=at,
            )
            for hook in hooks
            if may_hear(hook, order.network_id)
        ),
        ignore_conflicts=True,
    )


def _tells(hook: Webhook, event: Event) -> bool:
    return event.kind in kinds_for(hook.internal) and may_hear(hook, event.data["network"])


def _unsaid(message: Message, at: datetime) -> bool:
    """Tell whether a message was taken back. Raises NotYet while it still can be."""
    if message.taken_back_at is None and message.visible_at > at:
        raise NotYet(message.visible_at)
    return message.taken_back_at is not None and message.purpose == ""
