"""Read a file of JSON Lines with little memory, however long it or one of its lines is."""

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

LONGEST = 4 * 2**20  # bytes of one line


def open_lines(path: Path) -> BinaryIO:
    """Return the file for reading; one whose name ends in .gz is unpacked."""
    return cast(BinaryIO, gzip.open(path, "rb")) if path.suffix == ".gz" else path.open("rb")


def numbered(stream: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
    """Yield the lines that hold anything with their numbers from 1; None for one that is too long to read."""
    number = 0
    while line := stream.readline(LONGEST):
        number += 1
        if len(line) == LONGEST and not line.endswith(b"\n"):
            _skip(stream)
            yield number, None
        elif line.strip():
            yield number, line


def _skip(stream: BinaryIO) -> None:
    """Go on to the end of the line."""
    while (rest := stream.readline(LONGEST)) and not rest.endswith(b"\n"):
        pass
