"""Forget who called: the call and its times stay, number and name go, from what was told as well."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from amberdesk.orders.states import FINAL
from amberdesk.outbox.actor import MACHINE
from amberdesk.outbox.models import Event
from amberdesk.phone import events
from amberdesk.phone.models import Call, CallBack, Told
from amberdesk.phone.recording import record

WHO = ("caller", "caller_name")
MOST = 1000  # calls in one transaction
OF_PEOPLE = frozenset({"contacts", "person"})  # what is erased of an order that names people


@transaction.atomic
def erase_callers(event: Event) -> None:
    """Forget the callers of an order whose people were erased, or a person who was forgotten. Subscriber."""
    about, _colon, id = event.subject.partition(":")
    if about == "order" and not OF_PEOPLE & set(event.data.get("what", ())):
        return
    mine = Q(order=int(id)) if about == "order" else Q(contact=int(id))
    calls = list(Call.objects.select_for_update().filter(mine).order_by("key"))
    _blank(calls)
    CallBack.objects.filter(mine).exclude(state="open").update(number="", contact=None)


def erase_callers_before(network: int | None, instant: datetime, *, at: datetime) -> int:
    """Forget who called a network's hotlines (None: numbers that nobody has) before an instant; return how many calls.

    Whoever is still to be rung back, or has an order that has not ended, is known until that is done.
    """
    count = 0
    while done := _erase_some(network, instant):
        count += done
    kept = CallBack.objects.filter(call=None, network=network, closed_at__lt=instant).exclude(state="open")
    kept.exclude(number="", contact=None).update(number="", contact=None)
    if count:
        record(events.CallersErased(id=network or 0, calls=count, before=instant), by=MACHINE, at=at)
    return count


@transaction.atomic
def _erase_some(network: int | None, instant: datetime) -> int:
    old = Call.objects.filter(network=network, offered_at__lt=instant).exclude(
        caller="", caller_name="", contact=None
    )
    needed = Q(callback__state="open") | (Q(order__isnull=False) & ~Q(order__state__in=list(FINAL)))
    due = (
        old.exclude(pk__in=old.filter(needed).values("pk"))
        .order_by("key")
        .values_list("pk", flat=True)[:MOST]
    )
    calls = list(Call.objects.select_for_update().filter(pk__in=list(due)).order_by("key"))
    _blank(calls)
    return len(calls)


def _blank(calls: Sequence[Call]) -> None:
    for told in Told.objects.filter(call_key__in=[call.key for call in calls]):
        told.data = {name: value for name, value in told.data.items() if name not in WHO}
        told.save(update_fields=["data"])
    ids = [call.pk for call in calls]
    Call.objects.filter(pk__in=ids).update(caller="", caller_name="", contact=None)
    CallBack.objects.filter(call__in=ids).exclude(state="open").update(number="", contact=None)
