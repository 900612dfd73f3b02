"""Invitations to meetings, as lines that a person can read. Pure."""

from datetime import date, datetime
from typing import Any

from icalendar import Calendar

from amberdesk.mail.reading.charsets import clean, decode, one_line

MOST = 64 * 1024
EVENTS = 5


def read_invite(content: bytes, charset: str = "utf-8") -> str:
    """Return what, when, where and by whom of a calendar's events. Errors: none, what is no calendar reads as nothing."""
    try:
        calendar: Any = Calendar.from_ical(decode(content[:MOST], charset or "utf-8"))
        events = calendar.walk("VEVENT")[:EVENTS]
        return "\n\n".join(text for text in map(_event, events) if text)
    except Exception:  # the library has no common error; the file stays attached whole
        return ""


def _event(event: Any) -> str:
    start, end = _instant(event, "DTSTART"), _instant(event, "DTEND")
    when = f"{start} – {end}" if start and end else start
    organiser = one_line(str(event.get("ORGANIZER", ""))).lower().removeprefix("mailto:")
    lines = [_said(event, "SUMMARY"), when, _said(event, "LOCATION"), organiser, _long(event, "DESCRIPTION")]
    return "\n".join(line for line in lines if line)


def _said(event: Any, name: str) -> str:
    return one_line(str(event.get(name, "")), 300)


def _long(event: Any, name: str) -> str:
    return clean(str(event.get(name, ""))).strip()[:5000]


def _instant(event: Any, name: str) -> str:
    value = event.get(name)
    found = getattr(value, "dt", None)
    if isinstance(found, datetime):
        zone = f" {found.tzname()}" if found.tzinfo else ""
        return f"{found:%Y-%m-%d %H:%M}{zone}"
    return found.isoformat() if isinstance(found, date) else ""
