"""A person's shifts as a calendar program reads them (RFC 5545), behind a link of his own."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from importlib import import_module

from amberdesk.customers.links import make_key, read_key
from amberdesk.people.models import Person
from amberdesk.rosters.models import Feed, Shift

BACK, AHEAD = timedelta(days=31), timedelta(days=366)


def feed_key(person: Person) -> str:
    """Return the key of the person's link; "" while he has none."""
    feed = Feed.objects.filter(person=person, active=True).first()
    return make_key("r", person.pk, feed.epoch) if feed else ""


def person_by_feed_key(key: str) -> Person | None:
    """Return whose shifts the link shows; None for a false or revoked one, and for whoever has left."""
    named = read_key("r", key)
    feeds = Feed.objects.filter(active=True, person__is_active=True).select_related("person")
    feed = feeds.filter(person=named.id, epoch=named.epoch).first() if named else None
    return feed.person if feed else None


def shifts_to_read(person: Person, at: datetime) -> list[Shift]:
    """Return the person's shifts from a month ago to a year ahead."""
    near = Shift.objects.filter(person=person, ends_at__gt=at - BACK, starts_at__lt=at + AHEAD)
    return list(near.prefetch_related("networks").order_by("starts_at"))


def as_calendar(shifts: Iterable[tuple[Shift, str]], *, name: str, host: str, at: datetime) -> bytes:
    """Return the calendar; each shift comes with its words."""
    ical = import_module("icalendar")  # seldom needed, so not in the memory of every process
    calendar = ical.Calendar()
    for key, value in (("prodid", "-//Amberdesk//Grafik//PL"), ("version", "2.0"), ("x-wr-calname", name)):
        calendar.add(key, value)
    for shift, words in shifts:
        event = ical.Event()
        event.add("uid", f"shift-{shift.pk}@{host}")
        event.add("dtstamp", at.astimezone(UTC))
        event.add("dtstart", shift.starts_at.astimezone(UTC))
        event.add("dtend", shift.ends_at.astimezone(UTC))
        event.add("summary", words)
        calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written
