"""A person's shifts as a calendar program reads them (RFC 5545), behind a link of his own."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from amberdesk.customers.links import make_key, read_key
from amberdesk.people.models import Person
from amberdesk.rosters.models import Feed, Shift

BACK, AHEAD = timedelta(days=31), timedelta(days=366)
LINE = 75  # octets


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


def as_calendar(shifts: Iterable[tuple[Shift, str]], *, name: str, host: str, at: datetime) -> str:
    """Return the calendar; each shift comes with its words."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Amberdesk//Roster//EN",
        f"X-WR-CALNAME:{_text(name)}",
    ]
    for shift, words in shifts:
        lines += [
            "BEGIN:VEVENT",
            f"UID:shift-{shift.pk}@{host}",
            f"DTSTAMP:{_utc(at)}",
            f"DTSTART:{_utc(shift.starts_at)}",
            f"DTEND:{_utc(shift.ends_at)}",
            f"SUMMARY:{_text(words)}",
            "END:VEVENT",
        ]
    return "".join(f"{part}\r\n" for line in [*lines, "END:VCALENDAR"] for part in _folded(line))


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(words: str) -> str:
    for char in "\\;,":
        words = words.replace(char, f"\\{char}")
    return " ".join(words.splitlines())


def _folded(line: str) -> Iterator[str]:
    """Yield the line in parts of at most LINE octets, never cutting a character."""
    part, room = "", LINE
    for char in line:
        size = len(char.encode())
        if size > room:
            yield part
            part, room = " ", LINE - 1
        part, room = part + char, room - size
    yield part
