"""Forget who called: the call and its times stay, number and name go, from what was told as well."""

from django.db import transaction
from django.db.models import Q

from amberdesk.outbox.models import Event
from amberdesk.phone.models import Call, CallBack, Told

WHO = ("caller", "caller_name")
OF_PEOPLE = frozenset({"contacts", "person"})  # what is erased of an order that names people


@transaction.atomic
def erase_callers(event: Event) -> None:
    """Forget the callers of an order whose people were erased, or a person who was forgotten. Subscriber."""
    about, _colon, id = event.subject.partition(":")
    if about == "order" and not OF_PEOPLE & set(event.data.get("what", ())):
        return
    mine = Q(order=int(id)) if about == "order" else Q(contact=int(id))
    calls = list(Call.objects.select_for_update().filter(mine).order_by("key"))
    for told in Told.objects.filter(call_key__in=[call.key for call in calls]):
        told.data = {name: value for name, value in told.data.items() if name not in WHO}
        told.save(update_fields=["data"])
    Call.objects.filter(pk__in=[call.pk for call in calls]).update(caller="", caller_name="", contact=None)
    CallBack.objects.filter(mine | Q(call__in=calls)).exclude(state="open").update(number="", contact=None)
