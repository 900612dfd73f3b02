"""Public holidays of a year, to be proposed; what counts are the rows that somebody keeps. Pure."""

from datetime import date
from functools import lru_cache
from importlib import import_module
from types import ModuleType

COUNTRY_OF_ZONE = {
    **{"Europe/Warsaw": "PL", "Europe/Kyiv": "UA", "Europe/Berlin": "DE", "Europe/Prague": "CZ"},
    **{"Europe/Bratislava": "SK", "Europe/Vilnius": "LT", "Europe/Riga": "LV", "Europe/Tallinn": "EE"},
    **{"Europe/London": "GB", "Europe/Vienna": "AT", "Europe/Budapest": "HU", "Europe/Bucharest": "RO"},
}
PREFERRED = ("pl", "en_US", "en_GB", "en")


@lru_cache(maxsize=1)
def countries() -> tuple[str, ...]:
    """Return the codes (ISO 3166-1, two letters) of the countries whose holidays are known, in order."""
    return tuple(sorted(_library().list_supported_countries(include_aliases=False)))


def country_of(timezone: str) -> str:
    """Return the country where clocks show the zone; Poland for another zone."""
    return COUNTRY_OF_ZONE.get(timezone, "PL")


@lru_cache(maxsize=64)
def public_holidays(year: int, country: str = "PL") -> tuple[tuple[date, str], ...]:
    """Return date and name of each public holiday of a country (its code), in order.

    The names are Polish, else English, else as the country writes them: the language is never the machine's.
    """
    spoken = _library().list_localized_countries(include_aliases=False).get(country, [])
    language = next((code for code in PREFERRED if code in spoken), None) or (spoken[0] if spoken else None)
    return tuple(sorted(_library().country_holidays(country, years=year, language=language).items()))


@lru_cache(maxsize=1)
def _library() -> ModuleType:
    return import_module("holidays")  # heavy; only whoever opens a year pays for it
