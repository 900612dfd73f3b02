"""The desk's main places and who sees which."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext, gettext_noop

from amberdesk.mail.queries import held_count
from amberdesk.people.roles import COORDINATING, STAFF, Role

READERS = STAFF | {Role.REPRESENTATIVE}
OFFICE = frozenset({Role.ADMINISTRATOR})


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the navigation: a view's name, its words, and the roles that see it."""

    view: str
    label: str
    roles: frozenset[Role]
    count: Callable[[int], int] | None = None  # of what waits there for a person, shown to who coordinates


PLACES = (
    Place("board:board", gettext_noop("Tablica"), STAFF - {Role.ADMINISTRATOR}),
    Place("lists:orders", gettext_noop("Zgłoszenia"), READERS - {Role.ADMINISTRATOR}),
    Place("orders:new", gettext_noop("Nowe zgłoszenie"), STAFF - {Role.MANAGER, Role.ADMINISTRATOR}),
    Place("hotline:hotline", gettext_noop("Infolinia"), frozenset({Role.TECHNICIAN, *COORDINATING})),
    Place("roster:duty", gettext_noop("Mój dyżur"), frozenset({Role.TECHNICIAN})),
    Place("roster:roster", gettext_noop("Grafik"), STAFF),
    Place("watch:live", gettext_noop("Połączenia"), STAFF - {Role.TECHNICIAN, Role.ADMINISTRATOR}),
    Place("watch:calls", gettext_noop("Połączenia"), frozenset({Role.TECHNICIAN, Role.REPRESENTATIVE})),
    Place("mail:held", gettext_noop("Poczta"), STAFF, held_count),
    Place("reports:reports", gettext_noop("Raporty"), READERS - {Role.TECHNICIAN, Role.ADMINISTRATOR}),
    Place("office:office", gettext_noop("Biuro"), OFFICE),
)
ACCOUNT = (("account:profile", gettext_noop("Moje konto")),)


def entries(request: HttpRequest) -> list[dict[str, object]]:
    """Return the reader's entries: address, label, and whether he is there now."""
    role = getattr(request.user, "role", "")
    shown = [(place, address(place.view)) for place in PLACES if role in place.roles]
    here = max(
        (where for _, where in shown if where and request.path.startswith(where)), key=len, default=None
    )
    return [
        {"href": where, "label": gettext(place.label), "here": where == here, "count": _waits(place, request)}
        for place, where in shown
        if where
    ]


def _waits(place: Place, request: HttpRequest) -> int:
    """Return how much waits at a place for the reader to decide; 0 for who decides nothing there."""
    decides = getattr(request.user, "role", "") in COORDINATING
    return place.count(request.user.pk or 0) if place.count and decides else 0


def home_address(request: HttpRequest) -> str | None:
    """Return where a reader's day begins: a technician's with his orders, others' with their first place."""
    places = [str(place["href"]) for place in entries(request)]
    orders = address("lists:orders")
    own = getattr(request.user, "role", "") == Role.TECHNICIAN and orders in places
    return orders if own else next(iter(places), None)


def account_links() -> list[tuple[str, str]]:
    """Return the reader's own account pages: address and label."""
    return [(where, gettext(label)) for view, label in ACCOUNT if (where := address(view))]


def search_address() -> str | None:
    """Return where the header's search box leads."""
    return address("search:search") or address("lists:orders")


def address(view: str) -> str | None:
    """Return the view's address; None where this installation does not have the screen."""
    try:
        return fixed(view, settings.ROOT_URLCONF)
    except NoReverseMatch:
        return None


@lru_cache(maxsize=256)
def fixed(view: str, urlconf: str) -> str:
    """Return the address of a view that has only one. Raises NoReverseMatch."""
    return reverse(view, urlconf)
