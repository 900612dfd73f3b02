"""Keep the numbers by which we know who rings."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from amberdesk.customers import events
from amberdesk.customers.models import Contact, PhoneNumber, Site
from amberdesk.customers.phones import e164
from amberdesk.outbox.actor import Actor
from amberdesk.outbox.publish import record


def set_phones(owner: Site | Contact, phones: Iterable[str]) -> bool:
    """Give a shop or contact exactly these numbers; return whether that changed anything. The caller records it."""
    wanted = {number for text in phones if (number := e164(text, "phones"))}
    site, contact = (owner, None) if isinstance(owner, Site) else (owner.site, owner)
    kept = (
        PhoneNumber.objects.filter(contact=contact)
        if contact
        else PhoneNumber.objects.filter(site=site, contact=None)
    )
    present = set(kept.values_list("number", flat=True))
    kept.exclude(number__in=wanted).delete()
    PhoneNumber.objects.bulk_create(
        PhoneNumber(number=number, network_id=owner.network_id, site=site, contact=contact)
        for number in sorted(wanted - present)
    )
    return wanted != present


@transaction.atomic
def learn_number(site: Site, number: str, *, by: Actor, at: datetime) -> bool:
    """Know the shop by this number too; return whether that was news. Who may say so was asked by the caller."""
    _kept, is_new = PhoneNumber.objects.get_or_create(
        number=e164(number), network_id=site.network_id, site=site, contact=None
    )
    if is_new:
        record(events.SiteChanged(id=site.pk, fields=("phones",)), by=by, at=at)
    return is_new


@transaction.atomic
def unlearn_number(site: Site, number: str, *, by: Actor, at: datetime) -> bool:
    """Know neither the shop nor its people by this number; return whether anybody did."""
    gone, _ = PhoneNumber.objects.filter(site=site, number=number).delete()
    if gone:
        record(events.SiteChanged(id=site.pk, fields=("phones",)), by=by, at=at)
    return bool(gone)
