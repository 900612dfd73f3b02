"""A day's need against its roster as SVG: columns of what is needed, a stepped line of who is there, gaps in red."""

from collections.abc import Sequence
from datetime import tzinfo
from html import escape

from django.utils.translation import gettext as _
from markupsafe import Markup

from amberdesk.phone.staffing import Need

WIDTH, HEIGHT, LEFT, BOTTOM, TOP, RIGHT = 640, 170, 36, 26, 10, 8


def picture(needs: Sequence[Need], zone: tzinfo) -> Markup:
    """Return the drawing of a day."""
    most = max(1, *(max(need.needed, need.rostered) for need in needs))
    step = (WIDTH - LEFT - RIGHT) / len(needs)
    scale = (HEIGHT - TOP - BOTTOM) / most
    parts, points = [_grid(most, scale)], []
    for place, need in enumerate(needs):
        x, local = LEFT + place * step, need.starts_at.astimezone(zone)
        label = f"{local.hour}:{local.minute:02}"
        parts.append(_column(need, x, step, scale, label))
        y = HEIGHT - BOTTOM - need.rostered * scale
        points += [f"{x:.1f},{y:.1f}", f"{x + step:.1f},{y:.1f}"]
        if local.minute == 0 and (len(needs) <= 24 or local.hour % 2 == 0):
            parts.append(f'<text x="{x:.1f}" y="{HEIGHT - 8}" text-anchor="middle">{label}</text>')
    parts.append(f'<polyline class="roster" points="{" ".join(points)}"/>')
    title = escape(_("Potrzebni technicy i grafik według półgodzin"), quote=True)
    drawing = f'<svg class="chart staffing" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{title}">'
    return Markup(f"{drawing}{''.join(parts)}</svg>")


def _column(need: Need, x: float, step: float, scale: float, label: str) -> str:
    said = _("%(at)s: potrzeba %(needed)s, w grafiku %(rostered)s") % {
        "at": label,
        "needed": need.needed,
        "rostered": need.rostered,
    }
    met = min(need.needed, need.rostered)
    parts = [("need", 0, met), ("gap", met, need.needed)]
    return "".join(
        f'<rect class="{look}" x="{x + step * 0.1:.1f}" y="{HEIGHT - BOTTOM - upper * scale:.1f}"'
        f' width="{step * 0.8:.1f}" height="{(upper - lower) * scale:.1f}"><title>{escape(said)}</title></rect>'
        for look, lower, upper in parts
        if upper > lower
    )


def _grid(most: int, scale: float) -> str:
    each = max(1, -(-most // 4))
    lines = []
    for value in range(0, most + 1, each):
        y = HEIGHT - BOTTOM - value * scale
        lines.append(f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>')
        lines.append(f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{value}</text>')
    return "".join(lines)
