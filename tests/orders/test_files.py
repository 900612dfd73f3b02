"""Files are known by their bytes and get harmless names."""

import io
import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from amberdesk.orders.files import LONGEST_NAME, clean_name, is_showable, media_type

BOMB = b"\x89PNG\r\n\x1a\n"


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def huge_png(side: int = 50_000) -> bytes:
    """A valid PNG of side x side black pixels at one bit, in a few kilobytes."""
    rows = zlib.compress(b"\x00" * ((side // 8 + 1) * 200), 9)
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0))
    return BOMB + header + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def photo(form: str = "JPEG", size: tuple[int, int] = (40, 30), **options: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "#c80").save(out, form, **options)
    return out.getvalue()


@pytest.mark.parametrize(
    ("given_name", "cleaned"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\x.png", "x.png"),
        ("a\0.png", "a.png"),
        ("con.txt", "_con.txt"),
        ("LPT1", "_LPT1"),
        ("faktura\u202egnp.exe", "fakturagnp.exe"),
        ("raport\r\nSet-Cookie: a=b.pdf", "raport Set-Cookie_ a=b.pdf"),
        ("\u200b.htaccess", "htaccess"),
        ("kasa.", "kasa"),
        ("  kasa  2 .jpg ", "kasa 2 .jpg"),
        ("zaz\u0307o\u0301łc\u0301.pdf", "zażółć.pdf"),
        ('<img src=x onerror="a">.png', "_img src=x onerror=_a__.png"),
        ("\u2028zdjęcie\u2029.jpg", "zdjęcie.jpg"),
        ("///", "plik"),
        ("", "plik"),
    ],
)
def test_a_name_loses_everything_that_could_hurt(given_name: str, cleaned: str):
    assert clean_name(given_name) == cleaned


def test_a_long_name_keeps_its_ending():
    assert clean_name("a" * 4000 + ".jpeg") == "a" * (LONGEST_NAME - 5) + ".jpeg"


@given(st.text(max_size=300))
def test_any_name_becomes_a_short_printable_one_and_stays_so(name: str):
    cleaned = clean_name(name)
    assert 1 <= len(cleaned) <= LONGEST_NAME
    assert cleaned.isprintable()
    assert not set(cleaned) & set('/\\<>:"|?*')
    assert not cleaned.startswith(".")
    assert clean_name(cleaned) == cleaned


@pytest.mark.parametrize(
    ("head", "found"),
    [
        (photo(), "image/jpeg"),
        (photo("PNG"), "image/png"),
        (photo("GIF"), "image/gif"),
        (photo("WEBP"), "image/webp"),
        (b"%PDF-1.7 /OpenAction /JavaScript", "application/pdf"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'>", "text/plain"),
        (b"<!doctype html><script>alert(1)</script>", "text/plain"),
        (b"PK\x03\x04rest", "application/zip"),
        (b"\x00\x01\x02", "application/octet-stream"),
        ("ż".encode() * 2047 + b"a" + "ż".encode()[:1], "text/plain"),
        ("zażółć".encode("cp1250"), "application/octet-stream"),
    ],
)
def test_the_type_is_what_the_bytes_say(head: bytes, found: str):
    assert media_type(head[:4096]) == found


def shown(data: bytes) -> bool:
    return is_showable(io.BytesIO(data), media_type(data[:4096]))


def test_ordinary_photos_and_screenshots_are_shown():
    assert shown(photo())
    assert shown(photo("PNG"))


def test_bombs_and_broken_images_are_not_shown():
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    moving = photo("PNG", (8, 8), save_all=True, append_images=frames)
    assert not shown(huge_png())
    assert not shown(moving)
    assert not shown(photo("GIF"))
    assert not shown(photo("PNG")[:60])
    assert not shown(b"\x89PNG\r\n\x1a\n" + b"<script>alert(1)</script>")
    assert not shown(b"\xff\xd8\xff" + b"<script>alert(1)</script>")


@given(
    st.binary(max_size=2000),
    st.sampled_from([b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", photo()[:200], photo("PNG")]),
)
def test_no_bytes_make_the_check_fail(data: bytes, start: bytes):
    shown(start + data)


def test_a_false_checksum_is_not_shown():
    good = photo("PNG")
    place = good.index(b"IDAT") + 6
    assert not shown(good[:place] + bytes([good[place] ^ 255]) + good[place + 1 :])
