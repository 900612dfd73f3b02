"""The course of a call as SVG: the wait, each ring and each talk on a line of its own, drawn on the server."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from html import escape
from typing import NamedTuple

from django.utils.translation import gettext as _
from markupsafe import Markup

from amberdesk.phone.figure_words import RESULTS
from amberdesk.phone.models import Call, Ring, Segment
from amberdesk.web.base.formats import stopwatch

STRIP = 120  # wide
WIDTH, LEFT, RIGHT, ROW, TOP, FOOT = 640, 24, 30, 44, 4, 30
LEAST = timedelta(seconds=1)
STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200)  # seconds between marks
RING_CLASSES = {"no_answer": "missed", "busy": "missed", "declined": "missed"}
MOST = 40  # rings drawn


class Bar(NamedTuple):
    """One stretch: on which line, from when to when, how it looks, and what it says."""

    line: str
    start: datetime
    end: datetime
    look: str
    words: str


def drawn(call: Call, rings: Sequence[Ring], talks: Sequence[Segment], *, named: bool) -> Markup:
    """Return the drawing; without names technicians are numbered."""
    bars = bars_of(call, rings, talks, named=named)
    start, end = min(bar.start for bar in bars), max(bar.end for bar in bars)
    end = max(end, start + LEAST)
    lines = list(dict.fromkeys(bar.line for bar in bars))
    height = TOP + ROW * len(lines) + FOOT
    parts = [_marks(start, end, height)]
    for place, line in enumerate(lines):
        y = TOP + place * ROW
        parts.append(f'<text x="{LEFT}" y="{y + 19}">{escape(line[:40])}</text>')
        parts += [_bar(bar, y, start, end) for bar in bars if bar.line == line]
    title = escape(_("Przebieg połączenia"), quote=True)
    return Markup(
        f'<svg class="chart course" viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{title}">'
        f"{''.join(parts)}</svg>"
    )


def bars_of(call: Call, rings: Sequence[Ring], talks: Sequence[Segment], *, named: bool) -> list[Bar]:
    """Return the stretches of a call; what has no end yet is drawn to the last thing known."""
    known = [call.offered_at, call.queued_at, call.answered_at, call.ended_at]
    known += [at for ring in rings for at in (ring.started_at, ring.ended_at)]
    known += [at for talk in talks for at in (talk.started_at, talk.ended_at)]
    last = max(at for at in known if at)
    names = numbered([*(r.agent for r in rings), *(t.agent for t in talks)])

    def who(part: Ring | Segment) -> str:
        return (part.person.name if part.person else part.agent) if named else names[part.agent]

    answer = call.answered_at or call.ended_at or last
    found = [_stretch(_("Oczekiwanie"), call.offered_at, answer, "wait", _("oczekiwanie"))]
    for ring in rings[:MOST]:
        look = RING_CLASSES.get(ring.result, "ring")
        words = f"{who(ring)}: {RESULTS.get(ring.result, ring.result)}"
        found.append(_stretch(who(ring), ring.started_at, ring.ended_at or last, look, words))
    for talk in talks:
        words = _("%(name)s: rozmowa") % {"name": who(talk)}
        found.append(_stretch(who(talk), talk.started_at, talk.ended_at or last, "talk", words))
    return found


def strip(call: Call, rings: Sequence[Ring]) -> Markup:
    """Return the course in one line, for a list: the wait with the rings above it, then the talk.

    A talk is drawn no longer than the wait, which would not be seen beside it; its length is a figure in the list.
    """
    start = call.offered_at
    answered = max(start + LEAST, call.answered_at) if call.answered_at else None
    known = [call.ended_at, answered, *(ring.ended_at or ring.started_at for ring in rings)]
    end = max([start + LEAST, *(at for at in known if at)])
    if answered:
        end = min(end, answered + (answered - start))
    bars = [("wait", start, call.answered_at or end, 8, 5)]
    bars += [
        (
            RING_CLASSES.get(ring.result, "ring"),
            min(max(ring.started_at, start), end),
            min(ring.ended_at or end, end),
            1,
            5,
        )
        for ring in rings[:MOST]
    ]
    if call.answered_at:
        bars.append(("talk", call.answered_at, end, 1, 12))
    drawn = "".join(
        f'<rect class="{look}" x="{STRIP * ((since - start) / (end - start)):.1f}" y="{y}"'
        f' width="{max(STRIP * ((until - since) / (end - start)), 1.5):.1f}" height="{height}"/>'
        for look, since, until, y, height in bars
    )
    missed = sum(ring.result in RING_CLASSES for ring in rings)
    words = _("prób: %(count)s, bez odpowiedzi: %(missed)s") % {"count": len(rings), "missed": missed}
    label = escape(words, quote=True)
    return Markup(
        f'<svg class="course strip" viewBox="0 0 {STRIP} 14" role="img" aria-label="{label}">'
        f"<title>{label}</title>{drawn}</svg>"
    )


def numbered(agents: Sequence[str]) -> dict[str, str]:
    """Return a name for each agent that tells them apart and nothing else."""
    return {
        agent: _("Technik %(number)s") % {"number": place}
        for place, agent in enumerate(dict.fromkeys(agents), start=1)
    }


def _stretch(line: str, start: datetime, end: datetime, look: str, words: str) -> Bar:
    return Bar(line, start, max(start, end), look, f"{words}, {stopwatch(max(end - start, timedelta()))}")


def _x(at: datetime, start: datetime, end: datetime) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * ((at - start) / (end - start))


def _bar(bar: Bar, y: float, start: datetime, end: datetime) -> str:
    x, until = _x(bar.start, start, end), _x(bar.end, start, end)
    return (
        f'<rect class="{bar.look}" x="{x:.1f}" y="{y + 25}" width="{max(until - x, 2):.1f}" height="{ROW - 29}" rx="2">'
        f"<title>{escape(bar.words)}</title></rect>"
    )


def _marks(start: datetime, end: datetime, height: int) -> str:
    """Return upright lines at round lengths of time, at most eight."""
    whole = (end - start).total_seconds()
    step = next((s for s in STEPS if whole / s <= 8), whole / 4)
    drawn = []
    for n in range(int(whole / step) + 1):
        x = _x(start + timedelta(seconds=n * step), start, end)
        drawn.append(f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="{TOP}" y2="{height - FOOT}"/>')
        text = stopwatch(n * step * 1000)
        drawn.append(f'<text x="{x:.1f}" y="{height - 8}" text-anchor="middle">{text}</text>')
    return "".join(drawn)
