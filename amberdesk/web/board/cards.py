"""Cards as HTML. What a card shows is the key under which its parts are kept, so no change can be missed."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple

from django.template.loader import get_template
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from markupsafe import Markup

from amberdesk.orders.board import Shown
from amberdesk.orders.board_queries import Card
from amberdesk.orders.crew_queries import Crew
from amberdesk.orders.lanes import COLUMNS, column_of
from amberdesk.orders.numbers import parts_of
from amberdesk.orders.routing import Suggestion
from amberdesk.orders.words import IMPACTS, REASONS, SUGGESTIONS, TARGETS, word

KEPT = 8192  # parts in one process, about a kilobyte each
INDENT = re.compile(r"\n\s*")
LAST = "~"  # sorts after every due time


class Foot(NamedTuple):
    """What the lower part of a card says: the clock to the minute, and where the order should go and why."""

    target: str
    state: str
    minutes: int
    share: int
    due_at: datetime | None
    reason: str
    hint: str
    why: str


def drawn(cards: Iterable[Shown], crew: Crew, at: datetime) -> list[Markup]:
    """Return cards as the page shows them."""
    names = {t.person_id: t.name for technicians in crew.values() for t in technicians}
    language, today = get_language() or "pl", localdate(at)
    return [
        face(shown.card, shown.acts, shown.levels, language)
        + foot(foot_of(shown, names, language), language, today)
        for shown in cards
    ]


@lru_cache(maxsize=KEPT)
def face(card: Card, acts: tuple[str, ...], levels: tuple[str, ...], language: str) -> Markup:
    """Return the part of a card that only changes with its order, its reader's rights and language."""
    place = {"sort": sort_key(card), "column": column_of(card.lane)}
    facts = {"card": card, "number": parts_of(card.number), "acts": acts, "levels": levels, **place}
    impact = word(IMPACTS, card.impact) if card.impact in ("high", "medium") else ""
    return _rendered("board/_face.html", {**facts, "impact": impact})


@lru_cache(maxsize=KEPT)
def foot(told: Foot, language: str, today: date) -> Markup:
    """Return the part of a card that changes with the minute and with who is there."""
    return _rendered("board/_foot.html", {"foot": told, "target": word(TARGETS, told.target)})


def foot_of(shown: Shown, names: Mapping[int, str], language: str) -> Foot:
    """Return what the lower part of a card says."""
    bar, suggestion = shown.bar, shown.suggestion
    hint, why = "", ""
    if suggestion:
        hint, why = suggested(suggestion, names.get(suggestion.person_id or 0, ""), language)
    reason = word(REASONS, shown.card.wait_reason) if shown.card.wait_reason else ""
    if bar is None:
        return Foot("", "", 0, 0, None, reason, hint, why)
    return Foot(
        bar.target,
        bar.state,
        int(bar.left.total_seconds() // 60),
        int(bar.share),
        bar.due_at,
        reason,
        hint,
        why,
    )


def _rendered(template: str, facts: Mapping[str, object]) -> Markup:
    return Markup(INDENT.sub("", get_template(template).render(dict(facts))))


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
