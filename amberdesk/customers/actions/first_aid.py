"""Know that a shop has helped itself."""

from datetime import datetime, timedelta

from django.db import transaction

from amberdesk.customers import events
from amberdesk.customers.models import Category, Site
from amberdesk.outbox.actor import Actor
from amberdesk.outbox.journal import journal
from amberdesk.outbox.publish import record

COUNTED = timedelta(hours=1)
MOST = 20  # in that time, of one shop: its page is open to everybody who has the address


@transaction.atomic
def note_first_aid(site: Site, category: Category, *, by: Actor, at: datetime) -> bool:
    """Record that the first-aid steps of a category have helped, so that nothing was reported; False beyond MOST."""
    lately = journal(f"site:{site.pk}").filter(kind=events.FirstAidHelped.kind, at__gt=at - COUNTED)
    if lately.count() >= MOST:
        return False
    record(events.FirstAidHelped(id=site.pk, category=category.pk), by=by, at=at)
    return True
