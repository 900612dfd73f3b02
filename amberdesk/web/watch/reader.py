"""Who reads here: our staff the hotlines of their networks, representatives theirs without our people's names."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.http import Http404
from django.utils.translation import gettext as _

from amberdesk.phone.access import reads_hotline, watches
from amberdesk.phone.figure_queries import LONGEST, Asked
from amberdesk.web.base.reader import Reader as AnyReader
from amberdesk.web.base.reader import read_by

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)
USUAL = timedelta(days=6)  # before today


@dataclass(frozen=True, slots=True)
class Reader(AnyReader):
    """One request. A representative reads without our people's names. Raises Http404 for a stranger's network."""

    def __post_init__(self) -> None:
        if not self.chosen:
            raise Http404

    @property
    def topics(self) -> list[str]:
        """What a live page of his follows."""
        return [*(f"hotline:{pk}" for pk in self.ids), *(["roster:all"] if self.internal else [])]

    def period(self) -> tuple[Asked, str]:
        """Return the days asked for, the last week where none are, and what is wrong with them."""
        today = self.at.astimezone(Asked(tuple(self.chosen), EARLIEST, EARLIEST).zone).date()
        usual = Asked(tuple(self.chosen), today - USUAL, today)
        told = self.request.GET.get("from", ""), self.request.GET.get("to", "")
        if not any(told):
            return usual, ""
        first, last = (day_of(text) for text in told)
        if first is None or last is None or last < first:
            return usual, _("Podaj dwa dni, od wcześniejszego do późniejszego. Pokazano ostatni tydzień.")
        if last - first >= timedelta(days=LONGEST):
            return usual, _("Wybierz najwyżej rok naraz. Pokazano ostatni tydzień.")
        return Asked(tuple(self.chosen), first, last), ""


def day_of(text: str) -> date | None:
    """Return a day as addresses write it; None for anything else."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if EARLIEST <= day <= LATEST else None


watcher = read_by(Reader, lambda standing: standing.networks, watches)  # as they run: our people
call_reader = read_by(Reader, lambda standing: standing.visible)
figure_reader = read_by(Reader, lambda standing: standing.visible, reads_hotline)
staffing_reader = read_by(
    Reader, lambda standing: standing.networks, lambda standing: reads_hotline(standing) and watches(standing)
)
