"""Text that anybody may have written, made safe to print: what cannot be seen is shown by its code. Pure."""

import unicodedata
from collections.abc import Container

KEPT = frozenset("\n\t")
JOINERS = frozenset(
    "\u00ad\u200c\u200d"
)  # inside words and emoji; no danger where the reader's program draws them
SPACES = {ord(space): "\u00a0" for space in "\u2007\u2009\u202f"} | {ord("\t"): "    "}
UNSEEN = ("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp")


def visible(text: str, known: Container[int] | None = None) -> str:
    """Return the text with every control, direction mark and unassigned character as "[U+202E]".

    known: the characters that a font has; others are shown by their codes too. None: a browser finds a font.
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n")).translate(SPACES)
    return "".join(char if _is_seen(char, known) else f"[U+{ord(char):04X}]" for char in text)


def _is_seen(char: str, known: Container[int] | None) -> bool:
    if char in KEPT:
        return True
    if known is None:
        return char in JOINERS or unicodedata.category(char) not in UNSEEN
    return ord(char) in known and unicodedata.category(char) not in UNSEEN
