"""Template filters that say times, lengths and numbers in the reader's language and the active zone."""

from collections.abc import Callable
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

from django.utils.timezone import get_current_timezone, now
from django.utils.translation import get_language
from jinja2 import pass_context
from jinja2.runtime import Context

from amberdesk.clock import spoken
from amberdesk.clock.spoken import Seconds

ALPHABET = "aąbcćdeęfghijklłmnńoópqrsśtuvwxyzźż"
RANKS = {letter: chr(0x100 + place) for place, letter in enumerate(ALPHABET)}
RANKS |= {digit: digit for digit in "0123456789"}


def pl_key(text: str) -> tuple[str, str]:
    """Return the sort key of the Polish alphabet: ą after a, ł after l, digits first, case last."""
    folded = text.casefold()
    return "".join(RANKS.get(letter, letter) for letter in folded), text.swapcase()


def language() -> str:
    """Return the reader's language."""
    return get_language() or "pl"


def relative(say: Callable[[datetime, datetime, tzinfo, str], str]) -> Callable[..., str]:
    """Return a filter (at, zone=None) that speaks relative to the page's `now`."""

    @pass_context
    def spoken_filter(context: Context, at: datetime | None, zone: tzinfo | None = None) -> str:
        if at is None:
            return ""
        return say(at, context.get("now") or now(), zone or get_current_timezone(), language())

    return spoken_filter


@pass_context
def hour(context: Context, at: datetime | None, zone: tzinfo | None = None) -> str:
    """Return "9:40"."""
    return spoken.hour(at, zone or get_current_timezone()) if at else ""


@pass_context
def full_moment(context: Context, at: datetime | None, zone: tzinfo | None = None) -> str:
    """Return weekday, date and time to the second."""
    return spoken.full_moment(at, zone or get_current_timezone(), language()) if at else ""


@pass_context
def day(context: Context, on: date | datetime | None, zone: tzinfo | None = None) -> str:
    """Return "dzisiaj" or "pn. 23.11"."""
    if on is None:
        return ""
    where = zone or get_current_timezone()
    today = (context.get("now") or now()).astimezone(where).date()
    return spoken.day(on.astimezone(where).date() if isinstance(on, datetime) else on, today, language())


@pass_context
def full_day(context: Context, on: date | datetime | None, zone: tzinfo | None = None) -> str:
    """Return "poniedziałek, 23 listopada 2026"."""
    if isinstance(on, datetime):
        on = on.astimezone(zone or get_current_timezone()).date()
    return spoken.full_day(on, language()) if on else ""


@pass_context
def duration(context: Context, length: Seconds | None, exact: bool = False) -> str:
    """Return "2 h 10 min"."""
    return "" if length is None else spoken.duration(length, language(), exact=exact)


@pass_context
def age(context: Context, at: datetime | None) -> str:
    """Return how long ago an instant was, in one unit: "3 dni"."""
    return spoken.age((context.get("now") or now()) - at, language()) if at else ""


@pass_context
def number(context: Context, value: float | None, places: int = 0) -> str:
    """Return "1234,5"."""
    return "" if value is None else spoken.number(value, language(), places)


@pass_context
def percent(context: Context, share: float | None, places: int = 1) -> str:
    """Return "61,4 %" for 0.614."""
    return "" if share is None else spoken.percent(share, language(), places)


@pass_context
def size(context: Context, count: int | None) -> str:
    """Return "1,2 MB"."""
    return "" if count is None else spoken.size(count, language())


def capped(count: int, top: int = 999) -> str:
    """Return the count, or "999+" above the top."""
    return f"{top}+" if count > top else str(count)


def iso(at: datetime | None) -> str:
    """Return the instant for a `datetime` attribute."""
    return at.isoformat(timespec="seconds") if at else ""


def stopwatch(length: float | timedelta | None) -> str:
    """Return "0:41" or "1:02:05" for milliseconds or a length of time; the same in every language."""
    if length is None:
        return ""
    seconds = round(length.total_seconds() if isinstance(length, timedelta) else length / 1000)
    minutes, rest = divmod(max(seconds, 0), 60)
    return f"{minutes}:{rest:02}" if minutes < 60 else f"{minutes // 60}:{minutes % 60:02}:{rest:02}"


FILTERS: dict[str, Callable[..., Any]] = {
    "moment": relative(spoken.moment),
    "deadline": relative(spoken.deadline),
    "since": relative(spoken.since),
    "hour": hour,
    "day": day,
    "full_day": full_day,
    "full_moment": full_moment,
    "duration": duration,
    "age": age,
    "number": number,
    "percent": percent,
    "size": size,
    "capped": capped,
    "iso": iso,
    "stopwatch": stopwatch,
}
