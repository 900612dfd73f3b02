"""Open and close the link by which a calendar program reads a person's shifts."""

from datetime import datetime

from django.db import transaction

from amberdesk.outbox.actor import Actor
from amberdesk.outbox.publish import record
from amberdesk.people.models import Person
from amberdesk.rosters import events
from amberdesk.rosters.access import require_own
from amberdesk.rosters.models import Feed


@transaction.atomic
def open_feed(person: Person, *, by: Actor, at: datetime) -> Feed:
    """Return the feed under a new link; every link before is dead. Raises Forbidden for another's."""
    require_own(person, by)
    feed, _ = Feed.objects.select_for_update().get_or_create(person=person)
    feed.epoch, feed.active = feed.epoch + 1, True
    feed.save(update_fields=["epoch", "active"])
    record(events.FeedOpened(id=person.pk), by=by, at=at)
    return feed


@transaction.atomic
def close_feed(person: Person, *, by: Actor, at: datetime) -> None:
    """Let no link to the person's shifts work. Raises Forbidden for another's."""
    require_own(person, by)
    if Feed.objects.filter(person=person, active=True).update(active=False):
        record(events.FeedClosed(id=person.pk), by=by, at=at)
