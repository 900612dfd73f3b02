"""Levels as facts: the stays of orders at L1, L2 and L3 that began in a period, and what they add up to."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, NamedTuple

from django.db import connection

from amberdesk.clock.hours import worktime_between
from amberdesk.customers.codes import Level
from amberdesk.customers.models import Network
from amberdesk.customers.queries import terms_of
from amberdesk.customers.terms import VersionTerms
from amberdesk.orders.models import Message
from amberdesk.reports.solved import Asked
from amberdesk.reports.stays import Stay, Step, stays

MOST = 20_000  # orders of one report
MOST_REASONS = 20
NONE = timedelta()

# Events that move an order between levels or end its stay, and those of L2 in L1's place; one row each.
_STEPS = """
WITH orders AS (
  SELECT id, number, subject, category_id, agreement_version_id FROM orders_order
  WHERE network_id = ANY(%(networks)s) AND reported_at < %(until)s AND last_event_at >= %(since)s
  ORDER BY id DESC LIMIT %(most)s)
SELECT (SELECT count(*) FROM orders), o.id, o.number, o.subject, o.category_id, o.agreement_version_id, e.id, replace(e.kind, 'order.', ''), e.at,
  e.acting_as, e.data->>'level', e.data->>'state', (e.data->>'agreement')::bigint, coalesce(e.data->>'own', ''),
  coalesce((e.data->>'not_for_l1')::boolean, false),
  CASE WHEN e.kind IN ('order.handed_over', 'order.sent_back') THEN (e.data->>'message')::bigint END,
  CASE WHEN e.kind = 'order.undone' THEN (e.data->>'event')::bigint END
FROM orders o JOIN outbox_event e ON e.subject = 'order:' || o.id
WHERE e.kind IN ('order.assigned', 'order.handed_over', 'order.sent_back', 'order.resolved', 'order.reopened',
    'order.cancelled', 'order.merged', 'order.corrected', 'order.undone')
  OR (e.acting_as = 'L1' AND e.data->>'own' = 'L2')
ORDER BY o.id DESC, e.seq"""


class Line(NamedTuple):
    """One stay of one order. `wall`: time that passed in it so far, `covered`: of it in the agreement's hours."""

    order: int
    number: str
    subject: str
    category: int  # 0: none
    stay: Stay
    wall: timedelta
    covered: timedelta


@dataclass(slots=True)
class LevelTally:
    """The stays at one level."""

    stays: int = 0
    orders: int = 0
    open: int = 0  # not ended yet
    acting: int = 0  # of L1: in which L2 stood in
    wall: timedelta = NONE
    covered: timedelta = NONE
    came: Counter[str] = field(default_factory=Counter)
    left: Counter[str] = field(default_factory=Counter)


class Wanted(NamedTuple):
    """Which stays are listed; None: all. `returned`: those that L1 handed to L2, which came back or not."""

    level: str | None = None
    came: str | None = None
    left: str | None = None  # "" for those that have not ended
    category: int | None = None
    mover: str | None = None
    acting: bool | None = None
    handed: bool | None = None
    returned: bool | None = None

    def of(self, line: "Line") -> bool:
        """Tell whether a stay is wanted."""
        stay = line.stay
        has = (stay.level, stay.came, stay.left, line.category, stay.mover, stay.acting)
        more = (is_hand_over(line), stay.returned)
        return all(want is None or want == is_ for want, is_ in zip(self, (*has, *more), strict=True))


class Rate(NamedTuple):
    """Of so many hand-overs from L1 to L2 so many were sent back to L1 by now."""

    returned: int
    handed: int

    @property
    def share(self) -> float | None:
        return self.returned / self.handed if self.handed else None


class Levels(NamedTuple):
    """The report. `cut`: there were more orders than are reckoned at once, the newest were."""

    lines: Sequence[Line]  # the last first
    by_level: dict[str, LevelTally]
    returns: Rate
    returns_by_category: list[tuple[int, Rate]]
    returns_by_mover: list[tuple[str, Rate]]  # by the own level of who handed over
    cut: bool


def levels(networks: Sequence[Network], asked: Asked, at: datetime) -> Levels:
    """Return the stays that began in the period, as they stand at an instant; one statement and the agreements."""
    versions = {pk: version for network in networks for pk, version in terms_of(network).versions.items()}
    lines, orders = [], 0
    for rows in _by_order(asked):
        orders = rows[0][0]
        lines += [x for x in _lines(rows, versions, at) if asked.since <= x.stay.start < asked.until]
    lines.sort(key=lambda line: (line.stay.start, line.order, line.stay.place), reverse=True)
    handed = [line for line in lines if is_hand_over(line)]
    return Levels(
        lines,
        tallies(lines),
        _rate(handed),
        _rates(handed, lambda line: line.category),
        _rates(handed, lambda line: line.stay.mover),
        orders >= MOST,
    )


def is_hand_over(line: Line) -> bool:
    """Tell whether the stay is one at L2 that L1 handed over."""
    stay = line.stay
    return (stay.level, stay.came, stay.came_from) == ("L2", "handed_over", "L1")


def tallies(lines: Iterable[Line]) -> dict[str, LevelTally]:
    """Return what the stays of each level add up to."""
    found = {level.value: LevelTally() for level in Level}
    orders: dict[str, set[int]] = {level: set() for level in found}
    for line in lines:
        tally, stay = found[line.stay.level], line.stay
        orders[stay.level].add(line.order)
        tally.stays += 1
        tally.open += stay.end is None
        tally.acting += stay.acting
        tally.wall += line.wall
        tally.covered += line.covered
        tally.came[stay.came] += 1
        if stay.left:
            tally.left[stay.left] += 1
    for level, tally in found.items():
        tally.orders = len(orders[level])
    return found


def reasons(lines: Iterable[Line]) -> list[tuple[str, int]]:
    """Return the reasons written at hand-overs from L1 to L2 and how often each: the same words count together."""
    ids = [line.stay.reason for line in lines if is_hand_over(line)]
    texts = Message.objects.filter(pk__in=[pk for pk in ids if pk], erased_at=None).order_by("pk")
    written: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for text in texts.values_list("text", flat=True):
        words = " ".join(text.split())[:200]
        counts[words.casefold()] += 1
        written.setdefault(words.casefold(), words)
    return [(written[folded], count) for folded, count in counts.most_common(MOST_REASONS)]


def _rate(handed: Sequence[Line]) -> Rate:
    return Rate(sum(line.stay.returned for line in handed), len(handed))


def _rates(handed: Sequence[Line], part: Callable[[Line], Any]) -> list[tuple[Any, Rate]]:
    parts: dict[Any, list[Line]] = {}
    for line in handed:
        parts.setdefault(part(line), []).append(line)
    rates = [(key, _rate(lines)) for key, lines in parts.items()]
    return sorted(rates, key=lambda pair: (-pair[1].handed, str(pair[0])))


def _lines(rows: list[tuple[Any, ...]], versions: dict[int, VersionTerms], at: datetime) -> Iterator[Line]:
    order, number, subject, category, agreement = rows[0][1:6]
    for stay in stays(Step(*row[6:]) for row in rows):
        end = stay.end or max(at, stay.start)
        coverage = versions[stay.agreement if stay.agreement in versions else agreement].coverage
        covered = worktime_between(coverage, stay.start, end)
        yield Line(order, number, subject, category or 0, stay, end - stay.start, covered)


def _by_order(asked: Asked) -> Iterator[list[tuple[Any, ...]]]:
    given: dict[str, Any] = {
        "networks": list(asked.networks),
        "since": asked.since,
        "until": asked.until,
        "most": MOST,
    }
    with connection.cursor() as cursor:
        cursor.execute(_STEPS, given)
        for _order, rows in groupby(cursor.fetchall(), lambda row: row[1]):
            yield list(rows)
