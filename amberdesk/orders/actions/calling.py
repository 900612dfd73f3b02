"""Call the next ones where nobody has accepted in time."""

from datetime import datetime

from django.db import transaction

from amberdesk.orders.actions.summon import go_on
from amberdesk.orders.actions.watch import AGAIN, ROUND, carefully
from amberdesk.orders.models import Order, Summons


def call_due(now: datetime) -> int:
    """Take each step whose time has come, once; return how many orders were looked at. Safe in parallel."""
    count = 0
    while count < ROUND and _call_one(now):
        count += 1
    return count


@transaction.atomic
def _call_one(now: datetime) -> bool:
    due = Order.objects.filter(summonses__due_at__lte=now).order_by("summonses__due_at")
    order = due.select_for_update(skip_locked=True, of=("self",)).first()
    if order is None:
        return False
    if not carefully(go_on, order, now):
        Summons.objects.filter(order=order, due_at__lte=now).update(due_at=now + AGAIN)
    return True
