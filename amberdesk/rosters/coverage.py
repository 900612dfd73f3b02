"""What an agreement asks of the roster: when a level does L1's work, and when nobody of it has a shift. Pure."""

from collections.abc import Iterable
from datetime import datetime

from amberdesk.clock.hours import windows
from amberdesk.clock.ruler import merged
from amberdesk.customers.codes import Level
from amberdesk.customers.terms import Terms, VersionTerms

Stretch = tuple[datetime, datetime]


def joined(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Return the same time as stretches in order that neither touch nor overlap."""
    return list(merged(sorted(stretches)))


def without(stretches: Iterable[Stretch], taken: Iterable[Stretch]) -> list[Stretch]:
    """Return what is left of some time when other time is taken away, in order."""
    left, gone = joined(stretches), joined(taken)
    found: list[Stretch] = []
    for start, end in left:
        for from_, until in gone:
            if until <= start or end <= from_:
                continue
            if start < from_:
                found.append((start, from_))
            start = until
        if start < end:
            found.append((start, end))
    return found


def duty_time(
    terms: Terms, level: str, start: datetime, end: datetime, *, channel: str = ""
) -> list[Stretch]:
    """Return when a level does L1's work, under whichever version holds; L1 goes before L2. No channel: on any."""
    found: list[Stretch] = []
    for version in terms.versions.values():
        zone = version.coverage.timezone
        opens, closes = start, end
        if version.valid_from > start.astimezone(zone).date():
            opens = max(start, version.coverage.midnight(version.valid_from))
        if version.valid_until and version.valid_until <= end.astimezone(zone).date():
            closes = min(end, version.coverage.midnight(version.valid_until))
        if opens < closes:
            found += _under(version, level, opens, closes, channel)
    return joined(found)


def _under(version: VersionTerms, level: str, start: datetime, end: datetime, only: str) -> list[Stretch]:
    found: list[Stretch] = []
    for channel in [only] if only else {channel for channel, _ in version.duty_hours}:
        first, second = (_open(version, channel, of, start, end) for of in (Level.L1, Level.L2))
        found += first if level == Level.L1 else without(second, first)
    return found


def _open(version: VersionTerms, channel: str, level: str, start: datetime, end: datetime) -> list[Stretch]:
    hours = (h for (c, of), h in version.duty_hours.items() if of == level and c in ("any", channel))
    return joined(window for each in hours for window in windows(each, start, end))
