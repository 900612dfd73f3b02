"""Bytes as the text that was meant, whatever charset they claim to be in. Pure.

Mail names the wrong charset, none, or one that does not exist. What decodes as UTF-8 and is not plain ASCII is UTF-8,
since no long text does by chance; a short one does ("PÓŁ", "Ні"), so that under another charset's name it must also make
letters that we know. Else the claimed charset is tried, and what it makes of the bytes must look like text.
"""

import codecs
import re
import unicodedata

_ALIASES = {
    "utf": "utf-8",
    "unicode": "utf-8",
    "utf8mb4": "utf-8",
    "unicode-1-1-utf-7": "utf-7",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-8-e": "iso-8859-8",
    "iso-gb2312": "gb18030",
    "gb2312": "gb18030",
    "gb_2312-80": "gb18030",
    "x-gbk": "gb18030",
    "ks_c_5601-1987": "cp949",
    "x-sjis": "cp932",
    "shift_jis": "cp932",
    "x-mac-ce": "mac_latin2",
    "x-mac-cyrillic": "mac_cyrillic",
}
_OURS = re.compile(r"^(?:x-|cs)?(?:cp|win(?:dows)?)[-_ ]?(125[0-8]|874|936|949)$")
_KNOWN = re.compile(
    r"^(?:utf|iso8859|iso2022|cp\d|koi8|mac|gb|big5|euc|shift_jis|ascii|latin|hz|johab|tis|ptcp154|kz1048)"
)
_WEST = {"iso8859-1", "cp1252", "ascii", "iso8859-15"}
_MISREAD = re.compile(  # ł, ą, ż, Ł, Ą, Ż and others read as if they were Western, where a letter stands: no "10 m³", "£50"
    r"[A-Za-zÓó][³¹¿±¶¼£¥¯][A-Za-zÓó]|[³£]¹|(?<![A-Za-z0-9])(?:[³¿¶¼][a-zó]|[£¯][A-Za-zÓó])"
    r"|[A-Za-zó][¹¿](?![A-Za-z0-9])|[A-ZÓ][£¥¯](?!\s?\d)|[a-zó]±(?!\s?\d)"
    r"|(?<![A-Za-z])(?!(?:[cdkm]?m|ft|in|yd)³)[A-Za-zó]+³(?![A-Za-z0-9])"
)
_FOREIGN = re.compile(rb"[\x80-\xff]{5}")  # so many letters beyond ASCII in a row: a Cyrillic word
_BEYOND = re.compile(r"[^\x00-\x7f]")
_LATIN = re.compile(r"[\u00a1-\u00aa\u00ac-\u00af\u00b1-\u00ba\u00bc-\u03ff\u0460-\u048f\u0492-\u1dff]")
_FAR = re.compile(
    r"[\u0180-\u02ff\u0370-\u03ff\u0460-\u048f\u0492-\u1dff]"
)  # letters of nobody who writes to us
_CYRILLIC = {"cp1251", "koi8-r", "koi8-u", "iso8859-5", "mac-cyrillic", "cp866", "cp855"}
_NEAR = {*_CYRILLIC, *_WEST, "cp1250", "iso8859-2", "iso8859-16", "cp852", "mac-latin2"}
_SHADOWS = set("ê³¹¿æñœŸóÊ£¥¯ÆÑŒÓ±¶¼¡¦¬")  # what Polish letters are read as
_LETTERS = set("êæñœŸÊÆÑŒ")  # those of them that are letters
_CONTROLS = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 127, *range(0x80, 0x85), *range(0x86, 0xA0)])
_INVISIBLE = {*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200B, 0x200E, 0x200F, 0xFEFF, 0x2060}
_NO_LINE = re.compile(r"[\s\x00-\x1f\x7f\x85\u2028\u2029]+")


def decode(content: bytes, charset: str = "") -> str:
    """Return the text of some bytes that claim a charset. Errors: none, what nothing decodes becomes U+FFFD."""
    codec = codec_of(charset)
    if codec and codec not in ("utf-8", "ascii"):
        return clean(_legacy(content, codec))
    try:
        return clean(content.decode("utf-8"))
    except UnicodeDecodeError:
        pass
    lenient = content.decode("utf-8", "replace")
    wrong, right = lenient.count("\ufffd"), sum(char > "\x7f" for char in lenient[:100_000])
    if codec == "utf-8" and wrong * 10 < right:  # a few bytes were lost on the way
        return clean(lenient)
    return clean(_guessed(content))


def codec_of(charset: str) -> str:
    """Return Python's name of a charset; nothing for what is unknown or no charset of texts."""
    name = charset.strip().strip("\"'").lower()[:60]
    own = _OURS.match(name)
    name = f"cp{own[1]}" if own else _ALIASES.get(name, name)
    try:
        found = codecs.lookup(name).name
    except (LookupError, ValueError, UnicodeError):
        return ""
    return found if _KNOWN.match(found) else ""


def _legacy(content: bytes, codec: str) -> str:
    if not content.isascii() and not codec.startswith(("utf", "iso2022", "hz")):
        try:
            text = content.decode("utf-8")
        except UnicodeDecodeError:
            text = ""
        if text and (codec not in _NEAR or _is_known(text, cyrillic=codec in _CYRILLIC)):
            return text
    if codec == "iso8859-2" and any(0x80 <= byte < 0xA0 for byte in content):
        return content.decode("cp1250", "replace")  # these are letters there, and nothing in ISO 8859-2
    if codec in _WEST:
        text = content.decode("cp1252", "replace")
        strange = {char for char in text if char > "\x7f"}
        polish = _MISREAD.search(text) or (strange <= _SHADOWS and strange & _LETTERS)
        return _guessed(content) if polish else text
    try:
        return content.decode(codec, "replace")
    except (UnicodeError, ValueError):  # some codecs raise all the same
        return _guessed(content)


def _is_known(text: str, *, cyrillic: bool) -> bool:
    """Tell whether what bytes make as UTF-8 is text, or only letters of another charset that happen to stand so.

    cyrillic: the other charset is, where a capital and an "і" or "ї" are one letter in UTF-8
    """
    strange = _BEYOND.findall(text)
    if cyrillic:
        return len(strange) > 1 and not any(_LATIN.match(char) for char in strange)
    return not any(_FAR.match(char) for char in strange)


def _guessed(content: bytes) -> str:
    """Return the text in the most likely of the charsets of Polish and Ukrainian mail."""
    high = [byte for byte in content[:100_000] if byte >= 0x80]
    capitals = sum(0xC0 <= byte <= 0xDF for byte in high)
    if _FOREIGN.search(content, 0, 100_000):
        return content.decode("koi8_u" if capitals * 2 > len(high) else "cp1251", "replace")
    iso = sum(byte in b"\xb1\xb6\xbc\xa1\xa6\xac" for byte in high)
    windows = sum(byte in b"\xb9\x9c\x9f\xa5\x8c\x8f" for byte in high)
    only_windows = any(byte < 0xA0 for byte in high)
    return content.decode("iso8859-2" if iso > windows and not only_windows else "cp1250", "replace")


def clean(text: str) -> str:
    """Return the text with one kind of line break and without what no text holds: NUL, controls, lone surrogates."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_CONTROLS)
    if not text.isascii():
        text = text.encode("utf-8", "replace").decode("utf-8").removeprefix("\ufeff")
    return text


def one_line(text: str, most: int = 500) -> str:
    """Return a text as one visible line: nothing in it begins another header or turns the line around."""
    text = "".join(char for char in text[: most * 4] if ord(char) not in _INVISIBLE)
    return unicodedata.normalize("NFC", clean(_NO_LINE.sub(" ", text)).strip())[:most].rstrip()
