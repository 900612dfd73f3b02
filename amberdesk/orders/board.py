"""The board as its reader may see it: cards in columns with their clocks, the acts allowed and what is suggested."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from amberdesk.customers.codes import Level
from amberdesk.customers.models import Network
from amberdesk.customers.terms import duty
from amberdesk.orders.access import relation_at
from amberdesk.orders.bars import Bar, Bars, ClockRow
from amberdesk.orders.board_queries import Card, board_cards, cards_of, lane_counts
from amberdesk.orders.crew_queries import Crew, crew
from amberdesk.orders.lanes import CHECK, COLUMNS, FREE, column_of
from amberdesk.orders.rights import allowed, assignable_levels, is_own_call
from amberdesk.orders.routing import Suggestion, suggest_level, suggest_technician
from amberdesk.orders.states import State, possible
from amberdesk.rosters.standing import Standing

STEERING = ("verify", "assign", "set_priority")  # the acts of the board


@dataclass(frozen=True, slots=True)
class Shown:
    """A card with what depends on the moment and on the reader. `levels`: to which he may assign it."""

    card: Card
    bar: Bar | None
    acts: tuple[str, ...]
    levels: tuple[str, ...]
    suggestion: Suggestion | None


@dataclass(frozen=True, slots=True)
class Board:
    """Columns of cards, the number of orders in each lane (COUNTED stands for more), and who is there to take them."""

    columns: Mapping[str, Sequence[Shown]]
    counts: Mapping[str, int]
    crew: Crew

    def count(self, column: str) -> int:
        return sum(self.counts[lane] for lane in COLUMNS[column])


def board(standing: Standing, networks: Collection[Network], at: datetime) -> Board:
    """Return the board of some networks that the reader may see."""
    ids = [n.pk for n in networks]
    reader = _Reader(standing, Bars({n.pk: n for n in networks}, at), crew(ids, at))
    columns: dict[str, list[Shown]] = {column: [] for column in COLUMNS}
    for shown in reader.show(board_cards(ids)):
        columns[column_of(shown.card.lane)].append(shown)
    return Board(columns, lane_counts(ids), reader.crew)


def some_cards(
    standing: Standing, networks: Collection[Network], order_ids: Iterable[int], crew: Crew, at: datetime
) -> list[Shown]:
    """Return the cards of those orders that still are on such a board."""
    reader = _Reader(standing, Bars({n.pk: n for n in networks}, at), crew)
    return reader.show(cards_of(order_ids, [n.pk for n in networks]))


@dataclass(slots=True)
class _Reader:
    """What all cards of one answer share; rights, duty and hours are asked once for the same question."""

    standing: Standing
    bars: Bars
    crew: Crew
    _rights: dict[tuple[object, ...], tuple[tuple[str, ...], tuple[str, ...]]] = field(default_factory=dict)
    _duties: dict[tuple[int, str], str | None] = field(default_factory=dict)

    def show(self, rows: Sequence[tuple[Card, ClockRow | None]]) -> list[Shown]:
        return [self._shown(card, bar) for (card, _), bar in zip(rows, self.bars.of(rows), strict=True)]

    def _shown(self, card: Card, bar: Bar | None) -> Shown:
        acts, levels = self._may(card)
        return Shown(card, bar, acts, levels, self._suggested(card) if "assign" in acts else None)

    def _may(self, card: Card) -> tuple[tuple[str, ...], tuple[str, ...]]:
        me = self.standing.person_id
        fresh = card.state == State.NEW
        own = is_own_call(placed_by=card.placed_by_id, assignee=card.assignee_id, fresh=fresh, doer=me)
        key = (card.network_id, card.level, card.state, own)
        if key not in self._rights:
            relation = relation_at(self.standing, card.network_id, card.level, own_call=own)
            acts = possible(card.state) & allowed(relation)
            levels = tuple(sorted(assignable_levels(relation))) if "assign" in acts else ()
            self._rights[key] = tuple(a for a in STEERING if a in acts), levels
        return self._rights[key]

    def _suggested(self, card: Card) -> Suggestion | None:
        if card.lane != CHECK and not card.lane.endswith(FREE):
            return None
        return suggest(card, self._duty(card), self.crew)

    def _duty(self, card: Card) -> str | None:
        key = (card.agreement_version_id, card.channel)
        if key not in self._duties:
            self._duties[key] = duty(self.bars.terms(card), card.channel, self.bars.at).level
        return self._duties[key]


def suggest(card: Card, duty_level: str | None, crew: Crew) -> Suggestion:
    """Return where an order should go: the level by category until it has one, and who of it has the least to do."""
    if card.lane == CHECK:
        level, why = suggest_level(card.category_level, card.not_for_l1, duty_level)
    else:
        level = Level(card.level)
        why = "duty" if (level, duty_level) == (Level.L1, Level.L2) else ""
    stands_in = Level.L2 if why == "duty" else level
    who = [t.candidate for t in crew.get((card.network_id, stands_in), ())]
    person, because, load = suggest_technician(who)
    return Suggestion(level, why, person, because, load)
