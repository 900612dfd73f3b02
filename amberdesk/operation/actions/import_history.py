"""Take over orders with their past from another desk: all of an order or nothing, each once, and nobody is told."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import BinaryIO
from zoneinfo import ZoneInfo

import psycopg
from django.db import DatabaseError, connection, transaction

from amberdesk.customers.codes import Channel
from amberdesk.customers.models import Network
from amberdesk.operation.actions.history_rows import write
from amberdesk.operation.history.acts import live
from amberdesk.operation.history.fields import Bad
from amberdesk.operation.history.lines import numbered
from amberdesk.operation.history.places import Here, Places
from amberdesk.operation.history.replay import Lived
from amberdesk.operation.history.schema import PastOrder, read_line
from amberdesk.reports.actions.reckon import mark

BATCH = 500  # orders of one transaction
CHANNELS = [channel.value for channel in Channel]
_LOCK = 7462  # two imports at once take turns, batch by batch
_SEEN = (
    "CREATE TEMP TABLE IF NOT EXISTS import_seen"
    " (reference text PRIMARY KEY, fingerprint bytea, network bigint, placed_at timestamptz)"
)
_SEE = "INSERT INTO import_seen VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING"

Line = tuple[int, PastOrder]


@dataclass(slots=True)
class Count:
    """How far an import is: lines read, orders new and known before, lines refused."""

    lines: int = 0
    new: int = 0
    known: int = 0
    bad: int = 0


@dataclass(slots=True)
class Importing:
    """One import of one file."""

    source: str
    now: datetime
    dry_run: bool
    refuse: Callable[[int, str], None]  # is told number and reason of every bad line
    count: Count = field(default_factory=Count)
    places: Places = field(default_factory=Places)

    def run(self, stream: BinaryIO) -> Iterator[Count]:
        """Import the file; yields the count after each batch."""
        if self.dry_run:
            _forget_seen()
            with connection.cursor() as cursor:
                cursor.execute(_SEEN)
        for batch in batches(self._read(stream)):
            self._take_in(batch)
            yield self.count
        if self.dry_run:
            _forget_seen()
        yield self.count

    def _read(self, stream: BinaryIO) -> Iterator[Line]:
        """Yield the lines that are well formed."""
        for number, raw in numbered(stream):
            self.count.lines += 1
            try:
                if raw is None:
                    raise Bad("the line is too long")
                yield number, read_line(raw, source=self.source, now=self.now)
            except Bad as bad:
                self._refused(number, bad)

    def _refused(self, number: int, reason: Exception) -> None:
        self.count.bad += 1
        self.refuse(number, str(reason))

    def _take_in(self, batch: list[Line]) -> None:
        """Import a batch in one transaction; where the database refuses it, line by line, so that one costs no other."""
        before = self.count.new, self.count.known, self.count.bad
        faults: list[tuple[int, Bad]] = []
        try:
            self._write(batch, faults)
        except (DatabaseError, psycopg.Error) as error:
            self.count.new, self.count.known, self.count.bad = before
            if len(batch) == 1:
                self._refused(batch[0][0], Bad(f"the database refuses it: {str(error).splitlines()[0]}"))
                return
            for line in batch:
                self._take_in([line])
            return
        for number, bad in faults:
            self._refused(number, bad)

    @transaction.atomic
    def _write(self, batch: list[Line], faults: list[tuple[int, Bad]]) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        named = frozenset().union(*(past.named for _, past in batch))
        self.places.orders = orders_here(sorted(named), seen_too=self.dry_run) if named else {}
        lived = list(self._live(self._fresh(batch, faults), faults))
        self.count.new += len(lived)
        if self.dry_run:
            with connection.cursor() as cursor:
                cursor.executemany(_SEE, [_as_seen(x) for x in lived])
            return
        write(lived)
        for network, days in days_of(lived).items():
            mark(network, days)

    def _fresh(self, batch: list[Line], faults: list[tuple[int, Bad]]) -> Iterator[Line]:
        """Yield what is not here yet; the same reference with other content is a fault."""
        known = known_references([past.reference for _, past in batch], seen_too=self.dry_run)
        for number, past in batch:
            if past.reference not in known:
                known[past.reference] = past.digest
                yield number, past
            elif known[past.reference] == past.digest:
                self.count.known += 1
            else:
                key = past.reference.removeprefix("import:")
                faults.append((number, Bad(f"{key} is here already with other content")))

    def _live(self, fresh: Iterable[Line], faults: list[tuple[int, Bad]]) -> Iterator[Lived]:
        for number, past in fresh:
            try:
                yield live(past, self.places, self.now)
            except Bad as bad:
                faults.append((number, bad))


def batches(read: Iterable[Line]) -> Iterator[list[Line]]:
    """Yield the lines by the batch; one that names an order of its own batch begins the next, so that it finds it here."""
    batch: list[Line] = []
    here: set[str] = set()
    for number, past in read:
        if len(batch) == BATCH or not here.isdisjoint(past.named):
            yield batch
            batch, here = [], set()
        batch.append((number, past))
        here.add(past.reference)
    if batch:
        yield batch


def _as_seen(x: Lived) -> tuple[str, bytes, int, datetime]:
    return x.past.reference, x.past.digest, x.order.network_id, x.order.placed_at


def orders_here(references: list[str], *, seen_too: bool) -> dict[str, Here]:
    """Return the orders that are here by their references; `seen_too`: and those of a dry run."""
    seen = " UNION ALL SELECT reference, 0, network, placed_at FROM import_seen WHERE reference = ANY(%(references)s)"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT reference, id, network_id, placed_at FROM orders_order"
            " WHERE channel = ANY(%(channels)s) AND reference = ANY(%(references)s)"
            + (seen if seen_too else ""),
            {"channels": CHANNELS, "references": references},
        )
        return {reference: Here(*facts) for reference, *facts in cursor.fetchall()}


def known_references(references: list[str], *, seen_too: bool) -> dict[str, bytes]:
    """Return the fingerprints of the orders that are here by their references; `seen_too`: and of a dry run's."""
    seen = " UNION ALL SELECT reference, fingerprint FROM import_seen WHERE reference = ANY(%(references)s)"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT reference, fingerprint FROM orders_order"
            " WHERE channel = ANY(%(channels)s) AND reference = ANY(%(references)s)"
            + (seen if seen_too else ""),
            {"channels": CHANNELS, "references": references},
        )
        return {reference: bytes(fingerprint) for reference, fingerprint in cursor.fetchall()}


def days_of(lived: Iterable[Lived]) -> dict[Network, set[date]]:
    """Return the days whose figures the orders change, as reports/actions/reckon.py marks them."""
    days: dict[Network, set[date]] = {}
    for x in lived:
        zone = ZoneInfo(x.network.timezone)
        solved = [e.at for e in x.told if e.kind == "order.resolved"]
        days.setdefault(x.network, set()).update(
            at.astimezone(zone).date() for at in (x.order.placed_at, *solved)
        )
    return days


def _forget_seen() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS import_seen")
