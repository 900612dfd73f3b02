"""Who walks through which doors when each screen is to be seen once by each kind of reader that it is made for."""

from collections.abc import Iterator

from tests.doors.table import ANYBODY, BOARD, CALLS, HERE, LIST, ORDER_PAGE, OWN, ROSTER, ROWS, STREAM, Door
from tests.doors.visitors import Visitor, address_of, query
from tests.doors.world import World

FIRST = ("A:coordinator", "administrator", "A:link", "A:shop")
ALSO = frozenset({"A:representative", "administrator"})
DIFFERENT = (BOARD, CALLS, LIST, ORDER_PAGE, ROSTER)  # doors behind which L1 sees something of his own


def watched(door: Door) -> set[str]:
    """Return who is watched behind a door: one of each kind that sees another page there."""
    if door in (ANYBODY, HERE):
        return {"nobody"}
    if door is STREAM:
        return set()  # it never ends
    if door is OWN:
        return {"A:coordinator"}
    first = [name for name in FIRST if name in door.opens][:1]
    return {*first, *(ALSO & door.opens), *(["A:L1"] if door in DIFFERENT else [])}


def paths(visitor: Visitor, world: World, owner: Visitor) -> Iterator[str]:
    """Yield the addresses at which this visitor is watched, the API's left out."""
    for pattern, door in ROWS.items():
        if not pattern.startswith("api/") and visitor.name in watched(door):
            yield address_of(pattern, world.a, visitor) + query(pattern, world.a, owner.client)
