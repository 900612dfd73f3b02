"""What is new in a mail, apart from what it quotes and from the signature. Pure.

Nothing is dropped: the pieces in their order are the whole text. Each line is looked at a bounded number of times and
by its first characters only, so a text costs what its length costs.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from amberdesk.mail.quote_marks import begins_quote, is_attribution
from amberdesk.mail.signatures import signature_start

_QUOTED = re.compile(r"\s{0,3}>")


class Piece(StrEnum):
    """What a stretch of a mail is."""

    NEW = "new"
    QUOTED = "quoted"
    SIGNATURE = "signature"


@dataclass(frozen=True, slots=True)
class Divided:
    """A text in its pieces, in their order."""

    pieces: tuple[tuple[Piece, str], ...] = ()

    @property
    def new(self) -> str:
        return self._of(Piece.NEW)

    @property
    def quoted(self) -> str:
        return self._of(Piece.QUOTED)

    @property
    def signature(self) -> str:
        return self._of(Piece.SIGNATURE)

    def _of(self, wanted: Piece) -> str:
        return "\n\n".join(text for piece, text in self.pieces if piece == wanted)


def divide(text: str, *, is_answer: bool = True) -> Divided:
    """Return the text in its pieces. A mail that answers nothing and quotes only, passes on what it quotes: that is new."""
    lines = text.split("\n")
    kinds = _kinds(lines)
    if not is_answer and not any(
        kind == Piece.NEW and line.strip() for kind, line in zip(kinds, lines, strict=True)
    ):
        kinds = [Piece.NEW] * len(lines)
    _mark_signature(lines, kinds)
    return Divided(tuple(_pieces(zip(kinds, lines, strict=True))))


def _kinds(lines: list[str]) -> list[Piece]:
    """Return what each line is, signatures not yet known."""
    kinds: list[Piece] = []
    while len(kinds) < len(lines):
        at = len(kinds)
        if _QUOTED.match(lines[at]):
            kinds.append(Piece.QUOTED)
        elif begins_quote(lines, at):
            return kinds + [Piece.QUOTED] * (len(lines) - at)
        elif long := is_attribution(lines, at):
            following = next((line for line in lines[at + long : at + long + 4] if line.strip()), "")
            if not _QUOTED.match(following):  # nothing marks the quote: it reaches to the end
                return kinds + [Piece.QUOTED] * (len(lines) - at)
            kinds += [Piece.QUOTED] * long
        else:
            kinds.append(Piece.QUOTED if _is_gap(lines, kinds, at) else Piece.NEW)
    return kinds


def _is_gap(lines: list[str], kinds: list[Piece], at: int) -> bool:
    """Tell whether an empty line lies inside a quote."""
    inside = bool(kinds) and kinds[-1] == Piece.QUOTED and not lines[at].strip()
    return inside and at + 1 < len(lines) and bool(_QUOTED.match(lines[at + 1]))


def _mark_signature(lines: list[str], kinds: list[Piece]) -> None:
    """Mark the signature: it ends the first stretch of new text that has one."""
    for start, end in _stretches(kinds):
        found = signature_start(lines[start:end])
        if found is not None and any(line.strip() for line in lines[start : start + found]):
            kinds[start + found : end] = [Piece.SIGNATURE] * (end - start - found)
            return


def _stretches(kinds: list[Piece]) -> Iterable[tuple[int, int]]:
    at = 0
    for kind, stretch in groupby(list(kinds)):
        end = at + sum(1 for _line in stretch)
        if kind == Piece.NEW:
            yield at, end
        at = end


def _pieces(lines: Iterable[tuple[Piece, str]]) -> Iterable[tuple[Piece, str]]:
    for piece, stretch in groupby(lines, key=lambda pair: pair[0]):
        text = "\n".join(line for _piece, line in stretch).strip("\n")
        if text.strip():
            yield piece, text
