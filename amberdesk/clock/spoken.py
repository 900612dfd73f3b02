"""Dates, times, durations and numbers in words, in Polish, English and Ukrainian. Pure: language and zone are arguments."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

Seconds = float | int | timedelta


@dataclass(frozen=True, slots=True)
class Tongue:
    """What one language needs to say when and how long."""

    weekdays: tuple[str, ...]
    short_weekdays: tuple[str, ...]
    months: tuple[str, ...]
    near: dict[int, str]
    till: dict[int, str]  # the same after "do"
    day_month: str
    day_month_year: str
    full_day: str
    since_hour: str
    till_hour: str
    units: tuple[str, str, str]
    days: tuple[str, ...]
    plural: Callable[[int], int]
    comma: str


def slavic(count: int) -> int:
    """Return 0 for one, 1 for few (2-4, 22-24 ...), 2 for many, as Polish counts."""
    if count == 1:
        return 0
    return 1 if 2 <= count % 10 <= 4 and not 12 <= count % 100 <= 14 else 2


def eastern(count: int) -> int:
    """Return the same three forms as Ukrainian counts: 21 is like 1."""
    if count % 10 == 1 and count % 100 != 11:
        return 0
    return 1 if 2 <= count % 10 <= 4 and not 12 <= count % 100 <= 14 else 2


POLISH = Tongue(
    weekdays=("poniedziałek", "wtorek", "środa", "czwartek", "piątek", "sobota", "niedziela"),
    short_weekdays=("pn.", "wt.", "śr.", "czw.", "pt.", "sob.", "niedz."),
    months=(
        *("stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca"),
        *("lipca", "sierpnia", "września", "października", "listopada", "grudnia"),
    ),
    near={-1: "wczoraj", 0: "dzisiaj", 1: "jutro"},
    till={-1: "wczoraj", 0: "dzisiaj", 1: "jutra"},
    day_month="{weekday} {d}.{m:02}",
    day_month_year="{d}.{m:02}.{y}",
    full_day="{weekday}, {d} {month} {y}",
    since_hour="{day} od {hour}",
    till_hour="{day} do {hour}",
    units=("h", "min", "s"),
    days=("dzień", "dni", "dni"),
    plural=slavic,
    comma=",",
)
ENGLISH = Tongue(
    weekdays=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    short_weekdays=("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    months=(
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
    near={-1: "yesterday", 0: "today", 1: "tomorrow"},
    till={-1: "yesterday", 0: "today", 1: "tomorrow"},
    day_month="{weekday} {d} {mon}",
    day_month_year="{d} {mon} {y}",
    full_day="{weekday}, {d} {month} {y}",
    since_hour="{day} from {hour}",
    till_hour="{day} until {hour}",
    units=("h", "min", "s"),
    days=("day", "days"),
    plural=lambda count: int(count != 1),
    comma=".",
)
UKRAINIAN = Tongue(
    weekdays=("понеділок", "вівторок", "середа", "четвер", "п’ятниця", "субота", "неділя"),
    short_weekdays=("пн", "вт", "ср", "чт", "пт", "сб", "нд"),
    months=(
        *("січня", "лютого", "березня", "квітня", "травня", "червня"),
        *("липня", "серпня", "вересня", "жовтня", "листопада", "грудня"),
    ),
    near={-1: "вчора", 0: "сьогодні", 1: "завтра"},
    till={-1: "вчора", 0: "сьогодні", 1: "завтра"},
    day_month="{weekday} {d}.{m:02}",
    day_month_year="{d}.{m:02}.{y}",
    full_day="{weekday}, {d} {month} {y}",
    since_hour="{day} з {hour}",
    till_hour="{day} до {hour}",
    units=("год", "хв", "с"),
    days=("день", "дні", "днів"),
    plural=eastern,
    comma=",",
)
TONGUES = {"pl": POLISH, "en": ENGLISH, "uk": UKRAINIAN}


def tongue(language: str) -> Tongue:
    """Return the language's words; Polish for a language that is not kept."""
    return TONGUES.get(language[:2], POLISH)


def hour(at: datetime, zone: tzinfo) -> str:
    """Return "9:40"."""
    local = at.astimezone(zone)
    return f"{local.hour}:{local.minute:02}"


def day(on: date, today: date, language: str) -> str:
    """Return "dzisiaj", "pn. 23.11", or "23.11.2027" in another year."""
    words = tongue(language)
    if near := words.near.get((on - today).days):
        return near
    pattern = words.day_month if on.year == today.year else words.day_month_year
    return fill(pattern, on, words, short=True)


def full_day(on: date, language: str) -> str:
    """Return "poniedziałek, 23 listopada 2026"."""
    words = tongue(language)
    return fill(words.full_day, on, words, short=False)


def fill(pattern: str, on: date, words: Tongue, *, short: bool) -> str:
    """Return the pattern with this day's parts."""
    month = words.months[on.month - 1]
    weekday = (words.short_weekdays if short else words.weekdays)[on.weekday()]
    return pattern.format(weekday=weekday, d=on.day, m=on.month, y=on.year, month=month, mon=month[:3])


def moment(at: datetime, now: datetime, zone: tzinfo, language: str) -> str:
    """Return "dzisiaj 15:13", "pn. 23.11, 9:40" or "23.11.2025, 9:40"."""
    local, today = at.astimezone(zone), now.astimezone(zone).date()
    gap = " " if abs((local.date() - today).days) <= 1 else ", "
    return f"{day(local.date(), today, language)}{gap}{local.hour}:{local.minute:02}"


def soon(at: datetime, now: datetime, zone: tzinfo, language: str) -> str:
    """Return the hour alone on the same day, else as `moment`."""
    same_day = at.astimezone(zone).date() == now.astimezone(zone).date()
    return hour(at, zone) if same_day else moment(at, now, zone, language)


def deadline(at: datetime, now: datetime, zone: tzinfo, language: str) -> str:
    """Return what follows "do": the hour alone on the same day, "jutra 8:00", else as `moment`."""
    words, local, today = tongue(language), at.astimezone(zone).date(), now.astimezone(zone).date()
    near = words.till.get((local - today).days)
    return f"{near} {hour(at, zone)}" if near and local != today else soon(at, now, zone, language)


def since(at: datetime, now: datetime, zone: tzinfo, language: str) -> str:
    """Return "jutro od 8:00": when something opens."""
    return edge(tongue(language).since_hour, at, now, zone, language)


def until(at: datetime, now: datetime, zone: tzinfo, language: str) -> str:
    """Return "jutro do 10:15": how long something goes on."""
    return edge(tongue(language).till_hour, at, now, zone, language)


def edge(pattern: str, at: datetime, now: datetime, zone: tzinfo, language: str) -> str:
    """Return day and hour joined by the pattern."""
    local, today = at.astimezone(zone).date(), now.astimezone(zone).date()
    return pattern.format(day=day(local, today, language), hour=hour(at, zone))


def full_moment(at: datetime, zone: tzinfo, language: str) -> str:
    """Return "poniedziałek, 23 listopada 2026, 9:40:05" for titles and journals."""
    local = at.astimezone(zone)
    return f"{full_day(local.date(), language)}, {local.hour}:{local.minute:02}:{local.second:02}"


def duration(length: Seconds, language: str, *, exact: bool = False) -> str:
    """Return "2 h 10 min", "45 s"; hours are not folded into days, for working days differ.

    From a minute up seconds are dropped unless `exact`. A negative length loses its sign.
    """
    seconds = abs(int(length.total_seconds() if isinstance(length, timedelta) else length))
    counts = (seconds // 3600, seconds // 60 % 60, seconds % 60 if exact or seconds < 60 else 0)
    units = tongue(language).units
    return (
        " ".join(f"{count} {unit}" for count, unit in zip(counts, units, strict=True) if count)
        or f"0 {units[1]}"
    )


def age(length: Seconds, language: str) -> str:
    """Return one rounded-down unit of elapsed time: "3 dni", "5 h", "12 min", "40 s"."""
    seconds = abs(int(length.total_seconds() if isinstance(length, timedelta) else length))
    words = tongue(language)
    if seconds >= 2 * 86400:
        return f"{seconds // 86400} {words.days[words.plural(seconds // 86400)]}"
    for size, unit in zip((3600, 60, 1), words.units, strict=True):
        if seconds >= size:
            return f"{seconds // size} {unit}"
    return f"0 {words.units[1]}"


def number(value: float, language: str, places: int = 0) -> str:
    """Return "1 234,5": thousands apart by a narrow space from 10 000, decimals by the language's mark."""
    text = f"{value:,.{places}f}" if abs(value) >= 10_000 else f"{value:.{places}f}"
    whole, _, rest = text.partition(".")
    return whole.replace(",", "\u202f") + (tongue(language).comma + rest if rest else "")


def percent(share: float, language: str, places: int = 1) -> str:
    """Return "61,4 %" for 0.614; English writes no space."""
    gap = "" if tongue(language) is ENGLISH else "\u00a0"
    return f"{number(share * 100, language, places)}{gap}%"


def size(count: int, language: str) -> str:
    """Return bytes as "812 B", "14 kB", "1,2 MB"."""
    if count < 1000:
        return f"{count} B"
    if count < 1_000_000:
        return f"{number(count / 1000, language)} kB"
    return f"{number(count / 1_000_000, language, 1)} MB"
