"""Whether the shop can work though its order is open."""

from amberdesk.orders import events
from amberdesk.orders.models import Order
from amberdesk.outbox.journal import journal

TURNS = [kind.kind for kind in (events.Restored, events.Relapsed, events.Reopened)]


def works_now(order: Order) -> bool:
    """Tell whether a workaround or a replacement serves, as the journal says; reopening ends it as failing does."""
    turns = journal(order.subject_key).filter(kind__in=TURNS).order_by("-seq")
    return turns.values_list("kind", flat=True).first() == events.Restored.kind
