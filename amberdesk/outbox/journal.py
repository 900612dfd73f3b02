"""Reading the journal."""

from django.db import connection
from django.db.models import QuerySet

from amberdesk.outbox.guard import BROKEN_LINKS
from amberdesk.outbox.models import Event


def journal(subject: str) -> QuerySet[Event]:
    """Return the events of a subject in the order in which they were recorded."""
    return Event.objects.filter(subject=subject).order_by("seq")


def broken_links(limit: int = 100, *, newest: int | None = None) -> list[int]:
    """Return the ids of events whose hash, predecessor or number does not fit; empty for an untouched journal.

    newest: look at so many events only, the last ones.
    """
    among = "AND e.id > (SELECT coalesce(max(id), 0) - %s FROM outbox_event)" if newest else ""
    with connection.cursor() as cursor:
        cursor.execute(f"{BROKEN_LINKS} {among} LIMIT %s", [*([newest] if newest else []), limit])
        return [row[0] for row in cursor.fetchall()]
