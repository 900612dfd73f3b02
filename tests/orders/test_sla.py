"""Clocks from the journal, whatever happened to the order."""

from amberdesk.customers.codes import Kind
from amberdesk.customers.queries import version_for
from amberdesk.orders import actions, sla
from tests.factories import NINE, make_person
from tests.orders.shop import HOUR, Desk, actor, make_desk


def test_an_order_that_moves_to_another_network_is_read_by_both_agreements(desk: Desk) -> None:
    other = make_desk("BUR", template="24/7")
    both = make_person("coordinator", "Jan Wit", supervises=[desk.network, other.network])
    order = desk.in_progress()
    new = version_for(other.network, other.site, "", order.reported_at)
    at = NINE + HOUR
    header = {"network": other.network.pk, "agreement": new.id, "priority": order.priority}
    supposed = sla.preview(order, header, at)
    moved = actions.correct(
        order,
        network=other.network,
        site=other.site,
        device=None,
        contact=None,
        kind=Kind(order.kind),
        reason="to był inny sklep",
        by=actor(both),
        at=at,
    )
    assert moved.agreement_version_id == new.id
    assert sla.readings(moved, at) == supposed
    assert {c.target: c.due_at for c in moved.clocks.all()} == {t: r.due_at for t, r in supposed.items()}
