"""Short words whose bytes mean something in two charsets are read as their sender meant them."""

import pytest

from amberdesk.mail.reading.charsets import decode

CASES = (
    ("Ні", "cp1251", "windows-1251"),
    ("Ві", "cp1251", "windows-1251"),
    ("ДІЇ", "cp1251", "windows-1251"),
    ("PÓŁKA", "cp1250", "windows-1250"),
    ("STÓŁ, RÓŻNE", "iso-8859-2", "iso-8859-2"),
    ("ÓŁ", "cp1250", "iso-8859-1"),
    ("10 m³ na dobę".replace("ę", "e"), "cp1252", "windows-1252"),
    ("250 cm³, 3 m³", "iso-8859-1", "iso-8859-1"),
    ("£50", "cp1252", "windows-1252"),
    ("Cena: GBP£ 50 ±5%", "cp1252", "iso-8859-1"),
    ("10 m³ ±5%", "iso-8859-1", "iso-8859-1"),
    ("Serwer padł", "cp1250", "windows-1252"),
    ("Gdzie są klucze", "cp1250", "iso-8859-1"),
    ("Gdzie są klucze", "iso-8859-2", "iso-8859-1"),
    ("Mam nadzieję, że 3 m", "cp1250", "windows-1252"),
    ("Czy to może być kasa", "cp1250", "iso-8859-1"),
    ("Łukasz", "cp1250", "windows-1252"),
    ("łącze", "cp1250", "iso-8859-1"),
    ("ZASIŁANIE PADŁO", "iso-8859-2", "iso-8859-1"),
    ("Proszę o pomoc", "cp1250", "windows-1252"),
    ("Ні", "utf-8", "windows-1251"),
    ("Привіт – „світ”", "utf-8", "windows-1251"),
    ("ó", "utf-8", "windows-1250"),
    ("Ł", "utf-8", "iso-8859-2"),
    ("👍", "utf-8", "iso-8859-2"),
    ("Γειά", "utf-8", "iso-8859-7"),
    ("收银机", "utf-8", "gb2312"),
)


@pytest.mark.parametrize(("text", "real", "claimed"), CASES)
def test_a_short_text_is_read_as_it_was_meant(text, real, claimed):
    assert decode(text.encode(real), claimed) == text
