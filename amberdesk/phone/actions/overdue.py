"""Note which promises to ring back are past their time, so that somebody is told."""

from collections import defaultdict
from datetime import datetime

from django.db import transaction

from amberdesk.outbox.actor import MACHINE
from amberdesk.phone import events
from amberdesk.phone.models import CallBack
from amberdesk.phone.recording import record

MOST = 500  # in one round


@transaction.atomic
def note_overdue(now: datetime) -> int:
    """Note each promise whose time is over, once; those of one network and owner are told together. Safe in parallel."""
    open_ = CallBack.objects.select_for_update(skip_locked=True, no_key=True).filter(state="open")
    late = list(open_.filter(due_at__lte=now, overdue_at=None).order_by("due_at", "pk")[:MOST])
    groups: dict[tuple[int, int | None], list[int]] = defaultdict(list)
    for callback in late:
        groups[callback.network_id, callback.owner_id].append(callback.pk)
    for (network, owner), ids in groups.items():
        event = events.CallBacksOverdue(id=network, owner=owner, callbacks=tuple(ids))
        record(event, by=MACHINE, at=now, topics=[f"callbacks:{network}"])
    CallBack.objects.filter(pk__in=[callback.pk for callback in late]).update(overdue_at=now)
    return len(late)
