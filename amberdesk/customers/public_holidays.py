"""Public holidays of a year, to be proposed; what counts are the rows that somebody keeps. Pure."""

from datetime import date
from functools import lru_cache
from importlib import import_module

COUNTRY_OF_ZONE = {"Europe/Warsaw": "PL", "Europe/Kyiv": "UA", "Europe/Berlin": "DE", "Europe/Prague": "CZ"}


@lru_cache(maxsize=32)
def public_holidays(year: int, timezone: str = "Europe/Warsaw") -> tuple[tuple[date, str], ...]:
    """Return date and Polish name of each public holiday where clocks show the zone; Poland's for another zone."""
    library = import_module("holidays")  # heavy; only whoever opens a year pays for it
    country = COUNTRY_OF_ZONE.get(timezone, "PL")
    language = "pl" if country == "PL" else None
    return tuple(sorted(library.country_holidays(country, years=year, language=language).items()))
