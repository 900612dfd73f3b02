"""Reading the journal."""

from django.db import connection
from django.db.models import QuerySet

from amberdesk.outbox.guard import BROKEN_LINKS
from amberdesk.outbox.models import Event


def journal(subject: str) -> QuerySet[Event]:
    """Return the events of a subject in the order in which they were recorded."""
    return Event.objects.filter(subject=subject).order_by("seq")


def broken_links(limit: int = 100) -> list[int]:
    """Return the ids of events whose hash, predecessor or number does not fit; empty for an untouched journal."""
    with connection.cursor() as cursor:
        cursor.execute(f"{BROKEN_LINKS} LIMIT %s", [limit])
        return [row[0] for row in cursor.fetchall()]
