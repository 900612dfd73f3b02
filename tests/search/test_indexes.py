"""Parts of numbers are found by an index, however many numbers there are."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from amberdesk.orders import actions
from amberdesk.rosters.queries import standing_of
from amberdesk.search.queries import find
from tests.factories import NINE, make_device
from tests.orders.shop import Desk, actor


@pytest.mark.parametrize(("table", "index"), [("orders_reference", "reference_number_trgm"),
                                              ("customers_device", "device_serial_trgm")])  # fmt: skip
def test_a_part_of_a_number_is_looked_up_by_trigrams(desk: Desk, table: str, index: str) -> None:
    with CaptureQueriesContext(connection) as asked:
        find(standing_of(desk.ewa.pk), "RMA/2026", NINE)
    [sql] = [q["sql"] for q in asked if f'FROM "{table}"' in (q["sql"] or "")]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'u'", [table]
        )
        for (name,) in cursor.fetchall():  # on an empty table the planner might walk through all of it
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        cursor.execute(f"EXPLAIN SELECT 1 FROM {table} WHERE {_own(sql, table)}")
        assert index in "".join(row[0] for row in cursor.fetchall())


def _own(sql: str, table: str) -> str:
    """Return the condition on the number."""
    column = {"orders_reference": "number", "customers_device": "serial"}[table]
    after = sql[sql.index(f'"{table}"."{column}"', sql.index("WHERE")) :]
    return after[: after.index("RMA") + 12].rpartition("'")[0] + "'"


@pytest.mark.parametrize("odd", ["rma (2026)", "RMA.2026", "a+b*4", "50% [x]", "c:\\777"])
def test_signs_in_a_number_mean_themselves(desk: Desk, odd: str) -> None:
    order = desk.in_progress()
    actions.refer(order, whose="Posnet", number=f"N {odd.upper()} 9", by=actor(desk.ewa), at=NINE)
    device = make_device(desk.site, serial=f"S{odd}")
    found = find(standing_of(desk.ewa.pk), odd, NINE)
    assert order in found.orders and device in found.devices
    assert not find(standing_of(desk.ewa.pk), odd.replace(odd[-2], "ż7"), NINE).devices
