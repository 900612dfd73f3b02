"""Charts as SVG, drawn on the server: no script, no style attributes, colours by class so that they follow the theme.

Each has a title for screen readers; the page shows the numbers in a table beside it.
"""

from collections.abc import Sequence
from html import escape
from math import ceil
from typing import NamedTuple

from markupsafe import Markup

WIDTH, HEIGHT = 640, 232
LEFT, BOTTOM, TOP, RIGHT = 64, 44, 16, 12


class Column(NamedTuple):
    """One column: its label below, and its parts from the bottom up as (class, value, words)."""

    label: str
    parts: Sequence[tuple[str, float, str]]


def _is_labelled(index: int, count: int) -> bool:
    """Tell whether there is room for this label: at most ten, the last one always."""
    return (count - 1 - index) % -(-count // 10) == 0


def columns(title: str, data: Sequence[Column], *, shares: bool = False) -> Markup:
    """Return stacked columns; of `shares` each column is 1 in all, or empty."""
    most = 1.0 if shares else _top(max([1.0, *(sum(value for _, value, _ in c.parts) for c in data)]))
    step = (WIDTH - LEFT - RIGHT) / max(1, len(data))
    drawn = [_grid(most, percent=shares)]
    for index, column in enumerate(data):
        x, base = LEFT + index * step, 0.0
        for kind, value, words in column.parts:
            height = value * _scale(most)
            y = HEIGHT - BOTTOM - base - height
            drawn.append(
                f'<rect class="{kind}" x="{x + step * 0.15:.1f}" y="{y:.1f}" width="{step * 0.7:.1f}"'
                f' height="{max(height, 0):.1f}"><title>{escape(words)}</title></rect>'
            )
            base += height
        if _is_labelled(index, len(data)):
            drawn.append(_text(x + step / 2, HEIGHT - 10, column.label, "middle"))
    return _svg(title, "".join(drawn))


def line(title: str, data: Sequence[tuple[str, float | None, str]], *, goal: float | None = None) -> Markup:
    """Return a line of shares from 0 to 1 as (label, share, words), with a goal drawn across; gaps stay gaps."""
    step = (WIDTH - LEFT - RIGHT) / max(1, len(data))
    points = [
        (LEFT + (i + 0.5) * step, _y(share), words)
        for i, (_, share, words) in enumerate(data)
        if share is not None
    ]
    drawn = [_grid(1.0, percent=True)]
    if goal is not None:
        drawn.append(
            f'<line class="goal" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{_y(goal):.1f}" y2="{_y(goal):.1f}"/>'
        )
    if points:
        drawn.append(
            '<polyline class="line" points="' + " ".join(f"{x:.1f},{y:.1f}" for x, y, _ in points) + '"/>'
        )
    drawn += [
        f'<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="4"><title>{escape(w)}</title></circle>'
        for x, y, w in points
    ]
    for index, (label, _, _) in enumerate(data):
        if _is_labelled(index, len(data)):
            drawn.append(_text(LEFT + (index + 0.5) * step, HEIGHT - 10, label, "middle"))
    return _svg(title, "".join(drawn))


def _top(most: float) -> float:
    """Return the least number from `most` on whose quarter is a round one: 62 -> 80."""
    ten = 10 ** (len(str(ceil(most / 4))) - 1)
    return next(4.0 * ten * step for step in (1, 2, 5, 10) if 4 * ten * step >= most)


def _scale(most: float) -> float:
    return (HEIGHT - TOP - BOTTOM) / most


def _y(share: float) -> float:
    return HEIGHT - BOTTOM - share * _scale(1.0)


def _grid(most: float, *, percent: bool = False) -> str:
    lines = []
    for quarter in range(5):
        value = most * quarter / 4
        y = HEIGHT - BOTTOM - value * _scale(most)
        label = f"{value:.0%}" if percent else f"{value:.0f}"
        lines.append(f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>')
        lines.append(_text(LEFT - 6, y + 4, label, "end"))
    return "".join(lines)


def _text(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def _svg(title: str, drawn: str) -> Markup:
    return Markup(
        f'<svg class="chart" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(title, quote=True)}">{drawn}</svg>'
    )
