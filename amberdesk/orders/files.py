"""What a file is, found by looking at its bytes, and what it may be called. Nothing that came with it is believed.

Files are kept as they came: photos are evidence, so they are not re-encoded and keep their EXIF data, places
included. Only people who may read the message can fetch them. Nothing is ever unpacked, converted or executed.
"""

import re
import unicodedata
from typing import IO

from PIL import Image

MOST_BYTES = 25 * 1024 * 1024  # of one file
MOST_FILES = 10  # of one message
LONGEST_NAME = 120
PIXELS = 64_000_000  # more than a telephone takes; a browser that shows as much needs 256 MB
HEAD = 4096  # bytes that tell what a file is

_MAGIC: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"GIF8", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (8, b"WAVE", "audio/wav"),
    (4, b"ftyphei", "image/heic"),
    (4, b"ftypmif1", "image/heic"),
    (4, b"ftyp", "video/mp4"),
    (0, b"%PDF-", "application/pdf"),
    (0, b"PK\x03\x04", "application/zip"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"OggS", "audio/ogg"),
)
_SHOWN = {"image/jpeg": "JPEG", "image/png": "PNG"}
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)", re.IGNORECASE)


def stored_as(key: str) -> str:
    """Return the file's place in the store."""
    return f"{key[:2]}/{key}"


def clean_name(name: str) -> str:
    """Return a name that is safe to show and to save under anywhere: no folders, no invisible characters."""
    name = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    name = "".join(" " if char in "\t\r\n" else char for char in name if char in "\t\r\n" or _visible(char))
    name = re.sub(r'[<>:"|?*]', "_", " ".join(name.split())).strip(" .")
    if _RESERVED.match(name):
        name = f"_{name}"
    stem, dot, ending = name.rpartition(".")
    if dot and len(ending) <= 16:
        return f"{stem[: LONGEST_NAME - len(ending) - 1]}.{ending}" if stem else ending
    return name[:LONGEST_NAME] or "plik"


def _visible(char: str) -> bool:
    return not unicodedata.category(char).startswith("C") and unicodedata.category(char) not in ("Zl", "Zp")


def media_type(head: bytes) -> str:
    """Return the type by the first bytes. Text is plain text, whatever markup it holds; the rest is unknown."""
    for offset, magic, found in _MAGIC:
        if head[offset : offset + len(magic)] == magic:
            return found
    return "text/plain" if head and _is_text(head) else "application/octet-stream"


def _is_text(head: bytes) -> bool:
    if b"\x00" in head:
        return False
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start >= len(head) - 3 and len(head) == HEAD  # a character cut in two
    return True


def is_showable(file: IO[bytes], found: str) -> bool:
    """Tell whether a browser may show the file inside a page: a still JPEG or PNG of a bounded size.

    Only headers and checksums are read, no pixel is decoded, so a bomb costs nothing.
    """
    if found not in _SHOWN:
        return False
    try:
        with Image.open(file, formats=[_SHOWN[found]]) as image:
            if image.width * image.height > PIXELS or (
                found == "image/png" and getattr(image, "is_animated", False)
            ):
                return False
            image.verify()
    except Exception:  # Pillow has no common error; what it cannot read is not shown
        return False
    return True
