"""What a database holds, seen at one instant: counts and digests by which a restored one proves to be the same.

Plain SQL on the few tables whose shape stays, since a backup also looks at the tables of an older version.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NamedTuple

import psycopg

COUNTED = {
    "orders": "orders_order",
    "events": "outbox_event",
    "messages": "orders_message",
    "files": "orders_attachment",
    "people": "people_person",
    "contacts": "customers_contact",
}
# A sum does not depend on the order of rows, needs no memory, and rows as text are the same on every server.
_FACTS = """SELECT count(*), coalesce(sum(('x' || left(encode(sha256(convert_to(t::text, 'UTF8')), 'hex'), 16))::bit(64)
  ::bigint::numeric), 0)::text FROM {table} t"""
_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
_NETWORKS = "SELECT id, code FROM customers_network ORDER BY id"
_FILES = "SELECT key, sha256 FROM orders_attachment WHERE erased_at IS NULL ORDER BY key"
_SETTINGS = (
    "SET timezone = 'UTC'",
    "SET datestyle = 'ISO'",
    "SET extra_float_digits = 1",
    "SET search_path = public",
)


@dataclass(frozen=True, slots=True)
class Rows:
    count: int
    digest: str


class StoredFile(NamedTuple):
    key: str
    sha256: bytes


@dataclass(frozen=True, slots=True)
class Counter:
    """A network's order numbers: the last one given, and how many were placed in the last thirty days."""

    network: int
    code: str
    last: int
    lately: int


class Snapshot:
    """A database as it is at one instant, however it changes meanwhile."""

    def __init__(self, connection: "psycopg.Connection[tuple[Any, ...]]") -> None:
        self.connection = connection
        self.tables = {row[0] for row in self._all(_TABLES)}

    @property
    def server(self) -> int:
        """The server's major version."""
        return self.connection.info.server_version // 10000

    def export(self) -> str:
        """Return the name by which other connections see the same instant, as long as this one lasts."""
        return str(self._one("SELECT pg_export_snapshot()")[0])

    def rows(self) -> dict[str, Rows]:
        return {
            name: Rows(*self._one(_FACTS.format(table=table)))
            for name, table in COUNTED.items()
            if table in self.tables
        }

    def migrations(self) -> list[str]:
        """Return the migrations that made the tables, like "orders.0001_initial"."""
        if "django_migrations" not in self.tables:
            return []
        return [
            f"{app}.{name}"
            for app, name in self._all("SELECT app, name FROM django_migrations ORDER BY 1, 2")
        ]

    def counters(self) -> list[Counter]:
        return [Counter(pk, code, *self._numbers(pk)) for pk, code in self._all(_NETWORKS)]

    def _numbers(self, network: int) -> tuple[int, int]:
        sequence = psycopg.sql.Identifier(f"order_number_{network}")
        last = self._one(
            psycopg.sql.SQL("SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {}").format(sequence)
        )
        lately = self._one(
            "SELECT count(*) FROM orders_order WHERE network_id = %s AND placed_at > now() - interval '30 days'",
            network,
        )
        return last[0], lately[0]

    def is_demo(self) -> bool:
        return bool(self._one("SELECT EXISTS (SELECT FROM customers_company WHERE is_demo)")[0])

    def files(self) -> Iterator[StoredFile]:
        """Yield every file of the store that a row speaks of, by key."""
        with self.connection.cursor("amberdesk_files") as cursor:
            cursor.itersize = 1000
            for key, digest in cursor.execute(_FILES):
                yield StoredFile(key, bytes(digest))

    def _one(self, query: Any, *values: Any) -> tuple[Any, ...]:
        row = self.connection.execute(query, values).fetchone()
        assert row is not None
        return row

    def _all(self, query: str) -> list[tuple[Any, ...]]:
        return self.connection.execute(query).fetchall()


@contextmanager
def snapshot(url: str) -> Iterator[Snapshot]:
    """See a database at one instant. `url`: around a pooler."""
    with psycopg.connect(url, autocommit=True) as connection:
        for setting in _SETTINGS:
            connection.execute(setting)
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        with connection.transaction():
            yield Snapshot(connection)
