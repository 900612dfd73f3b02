"""The database engine: what is asked often is planned once, and an ended line is noticed."""

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from amberdesk.customers.models import Network
from amberdesk.start.engine.prepared import columns, found, made, prepared
from tests.factories import make_network


def known_plans() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        return [row[0] for row in cursor.fetchall()]


@pytest.mark.django_db
def test_a_statement_that_is_asked_often_is_kept_by_the_server() -> None:
    for i in range(7):
        with prepared() as cursor:
            cursor.execute("SELECT %s::int + 1 AS asked_often", [i])
            assert cursor.fetchone() == (i + 1,)

    assert any("asked_often" in statement for statement in known_plans())


@pytest.mark.django_db
def test_prepared_statements_are_counted_like_any_other() -> None:
    with CaptureQueriesContext(connection) as asked, prepared() as cursor:
        cursor.execute("SELECT 1")

    assert len(asked) == 1


@pytest.mark.django_db
def test_a_row_read_by_hand_is_the_row_that_django_reads() -> None:
    network = make_network()

    (row,) = found(f"SELECT {columns(Network, 'n')} FROM customers_network n WHERE n.id = %s", network.pk)

    assert vars(made(Network, row)).keys() == vars(Network.objects.get()).keys()
    assert {
        k: v for k, v in vars(made(Network, row)).items() if k != "_state"
    } == Network.objects.values().get()


@pytest.mark.django_db(transaction=True)
def test_a_line_that_its_server_has_closed_is_replaced_before_the_next_request() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (old,) = cursor.fetchone()
    assert connection.is_usable()
    other = connections.create_connection("default")
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [old])
    finally:
        other.close()

    assert not connection.is_usable()

    connection.health_check_enabled, connection.health_check_done = True, False
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        assert cursor.fetchone() != (old,)


@pytest.mark.django_db(transaction=True)
def test_a_quiet_line_is_trusted_without_a_round_trip() -> None:
    connection.ensure_connection()
    assert connection.is_usable()
    with connection.connection.cursor() as cursor:
        before = cursor.execute("SELECT pg_current_xact_id_if_assigned(), now()").fetchone()
    assert before
    assert connection._is_quiet()
    assert connection.is_usable()
