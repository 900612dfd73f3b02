"""Forget by which number a shop rings: "not this shop"."""

from datetime import datetime

from django.db import transaction

from amberdesk.customers.actions.phones import unlearn_number
from amberdesk.customers.models import Site
from amberdesk.outbox.actor import Actor
from amberdesk.phone.models import Call
from amberdesk.phone.rights import require_work


@transaction.atomic
def unlearn_caller(call: Call, site: Site, *, by: Actor, at: datetime) -> bool:
    """Know the shop by the caller's number no more; return whether it was. Raises people.refusals.Forbidden."""
    require_work(by, site.network_id)
    if call.site_id == site.pk and not call.ending:
        Call.objects.filter(pk=call.pk).update(site=None, contact=None)
    return bool(call.caller) and unlearn_number(site, call.caller, by=by, at=at)
