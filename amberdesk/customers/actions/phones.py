"""Keep the numbers by which we know who rings."""

from collections.abc import Iterable

from amberdesk.customers.models import Contact, PhoneNumber, Site
from amberdesk.customers.phones import e164


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
