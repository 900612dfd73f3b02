"""Why a clock shows what it shows: stretches in words that add up to the second."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from amberdesk.clock import spoken
from amberdesk.clock.sla import ELSEWHERE, RESOLVED, RESTORED, Reading, Stretch
from amberdesk.orders import sla, words
from amberdesk.orders.clock_words import standing
from amberdesk.orders.models import Order

NOTHING = timedelta()
STOPPED = {
    RESOLVED: lazy("rozwiązane, do ponownego otwarcia"),
    RESTORED: lazy("działało obejście"),
    ELSEWHERE: lazy("na innym poziomie"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A stretch: from, to, whole seconds, whether they counted, and why."""

    start: datetime
    end: datetime
    seconds: int
    counted: bool
    why: str


@dataclass(frozen=True, slots=True)
class Told:
    """A clock explained. The counted lines add up to `used`, all lines to the time that passed."""

    target: str
    name: str
    reading: Reading
    lines: tuple[Line, ...]
    used: int
    passed: int

    @property
    def says(self) -> str:
        """How the target stands: "Zostało 2 h 10 min", "Dotrzymany"."""
        text = standing(self.reading.state, self.reading.left.total_seconds())
        return text[:1].upper() + text[1:]


def explained(order: Order, at: datetime) -> dict[str, Told]:
    """Return the order's clocks explained, by target."""
    readings = sla.readings(order, at)
    return {t: _told(t, readings[t], stretches) for t, stretches in sla.explanations(order, at).items()}


def _told(target: str, reading: Reading, stretches: Iterable[Stretch]) -> Told:
    lines = tuple(_lines(stretches))
    used = sum(line.seconds for line in lines if line.counted)
    name = words.word(words.TARGETS, target)
    return Told(target, name, reading, lines, used, sum(line.seconds for line in lines))


def _lines(stretches: Iterable[Stretch]) -> Iterator[Line]:
    """Cut to whole seconds so that the rest of one stretch goes on to the next of its kind."""
    counted: dict[bool, timedelta] = {True: NOTHING, False: NOTHING}
    for s in stretches:
        before = int(counted[s.counted].total_seconds())
        counted[s.counted] += s.end - s.start
        yield Line(s.start, s.end, int(counted[s.counted].total_seconds()) - before, s.counted, _why(s))


def _why(stretch: Stretch) -> str:
    if stretch.code == "coverage":
        return _("liczone")
    if stretch.code == "paused":
        return paused(str(stretch.params["reason"]))
    if stretch.code in ("holiday", "special_hours"):
        on = stretch.params["date"]
        day = spoken.full_day(on, get_language() or "pl") if isinstance(on, date) else ""
        if stretch.code == "holiday":
            return _("dzień wolny: %(day)s") % {"day": day}
        return _("inne godziny niż zwykle: %(day)s") % {"day": day}
    return _("poza godzinami wsparcia")


def paused(reason: str) -> str:
    """Return why a clock stood: what had stopped it, or what was waited for."""
    if reason in STOPPED:
        return str(STOPPED[reason])
    return _("wstrzymane: czekamy %(reason)s") % {"reason": words.word(words.REASONS, reason)}
