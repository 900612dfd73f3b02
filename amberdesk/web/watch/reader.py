"""Who reads here: our staff the hotlines of their networks, representatives theirs without our people's names."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.timezone import now
from django.utils.translation import gettext as _

from amberdesk.customers.models import Network
from amberdesk.customers.queries import networks
from amberdesk.people.models import Person
from amberdesk.phone.access import reads_hotline, watches
from amberdesk.phone.figure_queries import LONGEST, Asked
from amberdesk.rosters.queries import standing_of
from amberdesk.rosters.standing import Standing
from amberdesk.web.base.doors import signed_in

More = ParamSpec("More")
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)
USUAL = timedelta(days=6)  # before today


@dataclass(frozen=True, slots=True)
class Reader:
    """One request. `chosen`: the networks it is narrowed to, else all of the reader's."""

    request: HttpRequest
    person: Person
    standing: Standing
    networks: list[Network]
    at: datetime

    @property
    def code(self) -> str:
        """The code of the network that the reader chose; "" for all."""
        return self.request.GET.get("network", "")

    @property
    def chosen(self) -> list[Network]:
        return [n for n in self.networks if self.code in ("", n.code)]

    @property
    def ids(self) -> list[int]:
        return [n.pk for n in self.chosen]

    @property
    def internal(self) -> bool:
        """Whether he reads as one of us, with names; a representative never does."""
        return bool(self.standing.networks)

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


def _for(
    allowed: Callable[[Standing], bool], seen: Callable[[Standing], frozenset[int]]
) -> Callable[
    [Callable[Concatenate[Reader, More], HttpResponseBase]],
    Callable[Concatenate[HttpRequest, More], HttpResponseBase],
]:
    """Give views their reader in place of the request; 404 to strangers and for a stranger's network."""

    def guard(
        view: Callable[Concatenate[Reader, More], HttpResponseBase],
    ) -> Callable[Concatenate[HttpRequest, More], HttpResponseBase]:
        @signed_in
        @wraps(view)
        def asked(request: HttpRequest, *args: More.args, **kwargs: More.kwargs) -> HttpResponseBase:
            person = request.user
            assert isinstance(person, Person)
            standing = standing_of(person.pk)
            found = list(networks(seen(standing))) if standing and allowed(standing) else []
            if standing is None or not found:
                raise Http404
            reader = Reader(request, person, standing, found, now())
            if not reader.chosen:
                raise Http404
            return view(reader, *args, **kwargs)

        return asked

    return guard


watcher = _for(watches, lambda standing: standing.networks)  # as they run: our people
call_reader = _for(lambda standing: bool(standing.visible), lambda standing: standing.visible)
figure_reader = _for(reads_hotline, lambda standing: standing.visible)
staffing_reader = _for(
    lambda standing: reads_hotline(standing) and watches(standing), lambda standing: standing.networks
)
