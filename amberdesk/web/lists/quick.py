"""Ready lists: what most readers ask for most of the day, each with its number."""

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from amberdesk.orders.order_filter import OrderFilter, at_levels, waiting, without_technician
from amberdesk.orders.queries import tally
from amberdesk.people.roles import Role
from amberdesk.web.lists.reader import Reader


@dataclass(frozen=True, slots=True)
class Quick:
    """A ready list. `query`: its address, as FilterForm.address writes it; `wanted`: counted when it is there."""

    key: str
    label: str
    query: str
    wanted: OrderFilter | None = None


def quick_lists(reader: Reader) -> list[Quick]:
    """Return the ready lists of a reader."""
    me = reader.person.pk
    open_ = Quick("open", _("Otwarte"), "")
    ended = [
        Quick("resolved", _("Rozwiązane"), "state=resolved"),
        Quick("all", _("Wszystkie"), "state=all&sort=new"),
    ]
    if not reader.internal:
        ours = replace(waiting(), wait_reasons=frozenset({"customer"}))
        return [open_, Quick("asked", _("Czekają na nas"), "state=waiting&wait=customer", ours), *ended]
    own = [
        Quick("mine", _("Moje"), "assignee=me", OrderFilter(assignee_id=me)),
        Quick("team", _("Mojego zespołu"), "assignee=team", at_levels(reader.levels)),
    ]
    return [
        *(own if reader.standing.role == Role.TECHNICIAN else ()),
        open_,
        Quick("free", _("Nieprzydzielone"), "assignee=none", without_technician()),
        Quick(
            "mentions",
            _("Wzmianki"),
            "state=all&mentions=1",
            OrderFilter(states=frozenset(), mentioned_id=me),
        ),
        Quick("waiting", _("Oczekujące"), "state=waiting", waiting()),
        *ended,
    ]


def tabs(reader: Reader, address: str) -> tuple[list[tuple[str, str, str, int | None]], str]:
    """Return the ready lists as tabs (key, label, href, number), and the key of the one that is shown."""
    lists = quick_lists(reader)
    ids = [n.pk for n in reader.networks]
    counts = tally(ids, {q.key: q.wanted for q in lists if q.wanted})
    current = next((q.key for q in lists if q.query == address), "")
    return [(q.key, q.label, f"?{q.query}" if q.query else "?", counts.get(q.key)) for q in lists], current
