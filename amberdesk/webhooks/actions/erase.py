"""Forget what other systems were told of an order."""

from amberdesk.outbox.models import Event
from amberdesk.webhooks.models import WebhookCall


def erase_calls(event: Event) -> None:
    """Forget the calls about an order of which something was erased: their bodies may repeat it. Subscriber."""
    order_id = int(event.subject.removeprefix("order:"))
    WebhookCall.objects.filter(order=order_id, event_id__lt=event.pk).delete()
