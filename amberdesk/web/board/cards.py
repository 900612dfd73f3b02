"""Cards as HTML: the face is kept per card, acts and language; clock and suggestion are drawn anew each time."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.template.loader import get_template
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from markupsafe import Markup

from amberdesk.orders.bars import Bar
from amberdesk.orders.board import Shown
from amberdesk.orders.board_queries import Card
from amberdesk.orders.crew_queries import Crew
from amberdesk.orders.lanes import COLUMNS, column_of
from amberdesk.orders.routing import Suggestion
from amberdesk.orders.words import IMPACTS, REASONS, SUGGESTIONS, TARGETS, word

KEPT = 8192  # faces in one process, a few kilobytes each
LAST = "~"  # sorts after every due time


@dataclass(frozen=True, slots=True)
class Drawn:
    """A card ready for the page. `target`: which clock is drawn; `hint`: where the order should go and why."""

    id: int
    face: Markup
    bar: Bar | None
    target: str
    reason: str
    hint: str
    why: str


def drawn(cards: Iterable[Shown], crew: Crew) -> list[Drawn]:
    """Return cards as the page shows them."""
    names = {t.person_id: t.name for technicians in crew.values() for t in technicians}
    language = get_language() or "pl"
    return [_drawn(shown, names, language) for shown in cards]


def _drawn(shown: Shown, names: Mapping[int, str], language: str) -> Drawn:
    card, suggestion = shown.card, shown.suggestion
    name = names.get(suggestion.person_id or 0, "") if suggestion else ""
    hint, why = suggested(suggestion, name, language) if suggestion else ("", "")
    reason = word(REASONS, card.wait_reason) if card.wait_reason else ""
    target = word(TARGETS, shown.bar.target) if shown.bar else ""
    return Drawn(
        card.id, face(card, shown.acts, shown.levels, language), shown.bar, target, reason, hint, why
    )


@lru_cache(maxsize=KEPT)
def face(card: Card, acts: tuple[str, ...], levels: tuple[str, ...], language: str) -> Markup:
    """Return the part of a card that only changes with its order, its reader's rights and language."""
    facts = {
        "card": card,
        "acts": acts,
        "levels": levels,
        "sort": sort_key(card),
        "column": column_of(card.lane),
    }
    impact = word(IMPACTS, card.impact) if card.impact in ("high", "medium") else ""
    return Markup(get_template("board/_face.html").render({**facts, "impact": impact}))


@lru_cache(maxsize=512)
def suggested(suggestion: Suggestion, name: str, language: str) -> tuple[str, str]:
    """Return ("L1, Ewa Lis", the reasons in words)."""
    told = {"load": suggestion.load}
    reasons = [suggestion.level_reason, suggestion.person_reason]
    why = "; ".join(word(SUGGESTIONS, reason) % told for reason in reasons if reason)
    where = f"{suggestion.level.value}, {name}" if name else suggestion.level.value
    return _("propozycja: %(where)s") % {"where": where}, why


def sort_key(card: Card) -> str:
    """Return a text by which cards of a column sort as the board does."""
    rank = COLUMNS[column_of(card.lane)].index(card.lane)
    due = card.due_at.isoformat(timespec="microseconds") if card.due_at else LAST
    return f"{rank} {due} {card.id:019}"
