"""Keep filters of the list under a name, for oneself or for all."""

from django.db import transaction

from amberdesk.orders.models import SavedList
from amberdesk.orders.rights import Forbidden
from amberdesk.orders.states import Refused
from amberdesk.outbox.actor import Actor
from amberdesk.people.models import Person
from amberdesk.people.roles import COORDINATING, Role

MOST = 50  # lists of one person, and of all
LONGEST = 80
SHARING = (*COORDINATING, Role.MANAGER)


@transaction.atomic
def save_list(*, name: str, query: str, shared: bool = False, by: Actor) -> SavedList:
    """Keep a list's address under a name; the same name again replaces it. The screen has cleaned the query.

    Shared ones are for coordinators and managers to make. Raises Forbidden, Refused("list_unnamed" | "lists_many" |
    "list_too_long").
    """
    owner = _owner(shared, by)
    name = " ".join(name.split())[:LONGEST]
    if not name or not name.isprintable():
        raise Refused("list_unnamed")
    if len(query) > 500:
        raise Refused("list_too_long")
    kept = SavedList.objects.filter(owner=owner)
    if kept.exclude(name=name).count() >= MOST:
        raise Refused("lists_many", most=MOST)
    saved, _ = SavedList.objects.update_or_create(owner=owner, name=name, defaults={"query": query})
    return saved


@transaction.atomic
def drop_list(pk: int, *, by: Actor) -> None:
    """Forget a saved list: one's own, or a shared one by whoever may share. Raises Forbidden, Refused("list_gone")."""
    saved = SavedList.objects.select_for_update().filter(pk=pk).first()
    if saved is None or saved.owner_id not in (None, by.id):
        raise Refused("list_gone")
    _owner(saved.owner_id is None, by)
    saved.delete()


def may_share(role: str) -> bool:
    return role in SHARING


def _owner(shared: bool, by: Actor) -> Person | None:
    """Return whose list it is: nobody's for a shared one. Raises Forbidden."""
    person = (
        Person.objects.filter(pk=by.id, is_active=True).first() if by.kind == "person" and by.id else None
    )
    if person is None or (shared and not may_share(person.role)):
        raise Forbidden("save_list")
    return None if shared else person
