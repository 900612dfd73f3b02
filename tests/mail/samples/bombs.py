"""Files that are small as they come and huge once somebody opens them."""

import struct
import zlib
from collections.abc import Callable
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from tests.orders.test_files import huge_png

MEGABYTE = 1024 * 1024


def zeros(megabytes: int) -> bytes:
    """Return so many megabytes of zeros as raw deflate: one block, many times over."""
    packer = zlib.compressobj(9, wbits=-15)
    block = packer.compress(bytes(8 * MEGABYTE)) + packer.flush(zlib.Z_FULL_FLUSH)
    return block * (megabytes // 8) + packer.flush()


def gzipped(megabytes: int = 10_240) -> bytes:
    """Return 10 GB of zeros in 10 MB, without a sum that is right: nobody is to come so far."""
    return b"\x1f\x8b\x08\0\0\0\0\0\0\x03" + zeros(megabytes) + bytes(8)


def document(megabytes: int = 2_048) -> bytes:
    """Return a Word document whose text is 2 GB of nothing."""
    name, packed, size = b"word/document.xml", zeros(megabytes), megabytes * MEGABYTE
    facts = struct.pack("<HHHHIIIHH", 20, 0, 8, 0, 0, len(packed), size, len(name), 0)
    local = b"PK\x03\x04" + facts + name + packed
    entry = b"PK\x01\x02" + struct.pack("<H", 20) + facts + struct.pack("<HHHII", 0, 0, 0, 0, 0) + name
    end = struct.pack("<HHHHIIH", 0, 0, 1, 1, len(entry), len(local), 0)
    return local + entry + b"PK\x05\x06" + end


def nested(depth: int = 30) -> bytes:
    """Return an archive in an archive, thirty deep; the innermost grows a thousand times."""
    inner = bytes(MEGABYTE)
    for level in range(depth):
        out = BytesIO()
        with ZipFile(out, "w", ZIP_DEFLATED) as archive:
            archive.writestr(f"{level}.zip", inner)
        inner = out.getvalue()
    return inner


def flat(copies: int = 16) -> bytes:
    """Return an archive of archives, each of which grows a thousand times."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for number in range(copies):
            archive.writestr(f"{number}.zip", nested(2))
    return out.getvalue()


def moving(frames: int = 100_000) -> bytes:
    """Return a GIF that never ends."""
    frame = b"\x2c\0\0\0\0\1\0\1\0\0\2\2\x44\1\0"
    return b"GIF89a\1\0\1\0\x80\0\0\0\0\0\xff\xff\xff" + frame * frames + b";"


FILES: dict[str, Callable[[], tuple[bytes, str]]] = {
    "42.zip": lambda: (flat(), "application/zip"),
    "30.zip": lambda: (nested(), "application/zip"),
    "umowa.docx": lambda: (
        document(),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    "log.gz": lambda: (gzipped(), "application/gzip"),
    "kasa.png": lambda: (huge_png(), "image/png"),
    "kasa.gif": lambda: (moving(), "image/gif"),
}
