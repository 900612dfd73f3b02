"""What backups are called and which of them are kept. Pure."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime

KEPT_DAYS = 7  # the newest of each of so many days
KEPT_WEEKS = 4  # and of so many weeks
KEPT_NEWEST = 2

_NAME = re.compile(r"amberdesk-([0-9a-f]{8})-(\d{8}-\d{6})\.tar")


def name_of(desk: str, at: datetime) -> str:
    """Return the name of a desk's backup: whose, and when in UTC."""
    return f"amberdesk-{desk}-{at.astimezone(UTC):%Y%m%d-%H%M%S}.tar"


def made_at(name: str, desk: str) -> datetime | None:
    """Return when the desk's backup of that name was made; None for any other file."""
    found = _NAME.fullmatch(name)
    if not found or found[1] != desk:
        return None
    return datetime.strptime(found[2], "%Y%m%d-%H%M%S").replace(tzinfo=UTC)


def superfluous(names: Iterable[str], desk: str) -> list[str]:
    """Return the desk's backups that are no longer needed: of each day and week only the newest is."""
    dated = {name: at for name in names if (at := made_at(name, desk))}
    newest_first = sorted(dated, key=lambda name: dated[name], reverse=True)
    days: dict[str, str] = {}
    weeks: dict[str, str] = {}
    for name in newest_first:
        days.setdefault(f"{dated[name]:%Y%m%d}", name)
        weeks.setdefault(f"{dated[name]:%G-%V}", name)
    kept = {*newest_first[:KEPT_NEWEST], *list(days.values())[:KEPT_DAYS], *list(weeks.values())[:KEPT_WEEKS]}
    return [name for name in newest_first if name not in kept]
