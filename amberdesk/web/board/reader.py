"""Who reads the board: one of our staff with networks; for anybody else there is none."""

from collections.abc import Iterable
from dataclasses import dataclass

from amberdesk.orders.access import actor_of, orders_for
from amberdesk.orders.models import Order
from amberdesk.outbox.actor import Actor
from amberdesk.web.base.reader import Reader as AnyReader
from amberdesk.web.base.reader import read_by


@dataclass(frozen=True, slots=True)
class Reader(AnyReader):
    """One request for the board."""

    @property
    def code(self) -> str:
        """The code of the network that the reader chose; "" for all, and for one that he may not see."""
        code = self.request.GET.get("network", "")
        return code if any(n.code == code for n in self.networks) else ""

    @property
    def by(self) -> Actor:
        return actor_of(self.person)

    def orders(self, ids: Iterable[int]) -> dict[int, Order]:
        """Return those of some orders that the reader may see as one of us, by id."""
        found = orders_for(self.standing).filter(pk__in=list(ids), network__in=self.networks)
        return {order.pk: order for order in found}


board_reader = read_by(Reader, lambda standing: standing.networks)
