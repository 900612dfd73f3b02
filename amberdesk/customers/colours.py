"""Colours of a brand: can what stands on them be read? Pure. Source: WCAG 2.2, 1.4.3 (text) and 1.4.11 (parts)."""

import re

_HEX = re.compile(r"#?([0-9a-fA-F]{6}|[0-9a-fA-F]{3})")
LIGHT, DARK = "#ffffff", "#1d1812"  # what is written on a button
PAGE, DARK_PAGE = "#ffffff", "#24201c"  # what stands behind it on the portal, by day and by night
TEXT, PART = 4.5, 3.0  # least contrasts
STEPS = 40


def read_colour(text: str) -> str:
    """Return "#rrggbb". Raises ValueError for anything but three or six hex digits."""
    found = _HEX.fullmatch(text.strip())
    if not found:
        raise ValueError(text)
    digits = found[1].lower()
    return "#" + (digits if len(digits) == 6 else "".join(2 * d for d in digits))


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def text_on(colour: str) -> str:
    """Return the colour of the words that read best on a colour."""
    return max((LIGHT, DARK), key=lambda words: contrast(words, colour))


def is_legible(colour: str) -> bool:
    """Whether words can be read on a colour."""
    return contrast(text_on(colour), colour) >= TEXT


def legible(colour: str) -> str:
    """Return the nearest darker colour on which words can be read."""
    return next(c for c in _towards(colour, "#000000") if is_legible(c))


def seen_on(colour: str, page: str) -> str:
    """Return the colour, darker or lighter as far as it takes to be seen on a page."""
    away = "#000000" if _luminance(page) > 0.5 else "#ffffff"
    return next(c for c in _towards(colour, away) if contrast(c, page) >= PART)


def _towards(colour: str, end: str) -> list[str]:
    starts, ends = _parts(colour), _parts(end)
    return [
        "#" + "".join(f"{round(a + (b - a) * step / STEPS):02x}" for a, b in zip(starts, ends, strict=True))
        for step in range(STEPS + 1)
    ]


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in _shares(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _shares(colour: str) -> list[float]:
    return [part / 255 for part in _parts(colour)]
