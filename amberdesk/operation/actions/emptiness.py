"""Make sure that a database holds nothing before a backup goes into it."""

from typing import Any

import psycopg
from psycopg import sql

from amberdesk.start.bootstrap import EXTENSIONS

MARK = "desk_restoring"  # a table: the backup is loaded, what must follow has not been done yet
_OTHERS = """SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"""
_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
_SEQUENCES = "SELECT sequencename FROM pg_sequences WHERE schemaname = 'public'"
_FUNCTIONS = """SELECT p.oid::regprocedure::text FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace AND NOT EXISTS
(SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')"""
LIVED_IN = ("outbox_event", "people_person", "orders_order")

Connection = psycopg.Connection[tuple[Any, ...]]


class NotRestored(Exception):
    """The backup was not restored; the text is the sentence to show."""


def begun_with(connection: Connection) -> str | None:
    """Return the backup with which a restore has begun that was cut off; None where none has."""
    if MARK not in _names(connection, _TABLES):
        return None
    row = connection.execute(f"SELECT archive FROM {MARK}").fetchone()
    return str(row[0]) if row else None


def require_unused(connection: Connection) -> None:
    """Raise NotRestored unless the database has no tables, or those of a desk in which nothing has happened yet."""
    row = connection.execute(_OTHERS).fetchone()
    if row and row[0]:
        raise NotRestored(f"{row[0]} other connections to this database are open: stop the desk first.")
    tables = _names(connection, _TABLES)
    if tables and not set(LIVED_IN) <= set(tables):
        raise NotRestored("The database holds tables that are none of ours: restore into an empty database.")
    for table in LIVED_IN if tables else ():
        if (
            connection.execute(sql.SQL("SELECT FROM {} LIMIT 1").format(sql.Identifier(table))).fetchone()
            is not None
        ):
            raise NotRestored(
                "The database is in use already: restore into an empty database, or a new data folder (--data)."
            )


def make_empty(connection: Connection) -> None:
    """Remove the tables of a desk in which nothing has happened yet. Raises NotRestored for any other database."""
    require_unused(connection)
    with connection.transaction():
        _drop(connection, _names(connection, _TABLES))
        for extension in EXTENSIONS:
            connection.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension)))


def _drop(connection: Connection, tables: list[str]) -> None:
    for table in tables:
        connection.execute(sql.SQL("DROP TABLE IF EXISTS {} CASCADE").format(sql.Identifier(table)))
    for function in _names(connection, _FUNCTIONS):
        connection.execute(f"DROP FUNCTION IF EXISTS {function} CASCADE".encode())
    for sequence in _names(connection, _SEQUENCES):
        connection.execute(sql.SQL("DROP SEQUENCE {}").format(sql.Identifier(sequence)))


def _names(connection: Connection, query: str) -> list[str]:
    return [row[0] for row in connection.execute(query.encode()).fetchall()]
