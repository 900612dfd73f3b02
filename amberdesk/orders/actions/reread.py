"""Have clocks read again whose hours the office has changed."""

from django.db.models import Q

from amberdesk.clock.sla import State
from amberdesk.orders.models import Clock
from amberdesk.outbox.models import Event

OVER = (State.MET, State.BREACHED_MET, State.STOPPED)


def reread_clocks(event: Event) -> None:
    """Let the watch look at once at the clocks that count by a changed calendar, or at a shop with other hours.

    Subscriber. What has stopped stays as it was read then.
    """
    about, _, pk = event.subject.partition(":")
    if about == "site":
        counted = Q(order__site=pk)
    else:
        counted = Q(order__agreement_version__calendar=pk) | Q(order__site__hours=pk)
    clocks = Clock.objects.filter(counted).exclude(state__in=OVER)
    Clock.objects.filter(pk__in=list(clocks.values_list("pk", flat=True))).update(check_at=event.at)


def reread_drifted(event: Event) -> None:
    """Let the watch look at once at orders whose kept clocks were found to differ from their journals. Subscriber."""
    Clock.objects.filter(order__in=event.data["orders"]).update(check_at=event.at)
