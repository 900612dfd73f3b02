"""How mail programs begin a quote, in Polish, English and Ukrainian. Pure.

Outlook writes a header ("Od: ... Wysłano: ..."), others a sentence ("W dniu ... pisze:", "Dnia ... napisał(a):").
"""

import re

LONGEST = 300  # characters of a line that are looked at
WINDOW = 3  # lines that a sentence about the quote may be broken into
_EDGE = r"[\s>*_]{0,8}"

_SEPARATOR = re.compile(
    rf"{_EDGE}[-_=#*]{{2,30}}\s{{0,3}}(?:wiadomość oryginalna|oryginalna wiadomość|wiadomość pierwotna|treść oryginalnej"
    r" wiadomości|original message|original appointment|forwarded message|forwarded by .{1,80}|begin forwarded message"
    r"|wiadomość przekazana(?: dalej)?|przekazana wiadomość|treść przekazanej wiadomości|вихідне повідомлення"
    r"|оригінальне повідомлення|пересланное сообщение|переслане повідомлення|пересилане повідомлення)"
    r"\s{0,3}:?[-_=#*\s]{0,30}",
    re.IGNORECASE,
)
_BEGIN_FORWARDED = re.compile(
    rf"{_EDGE}(?:begin forwarded message|początek przekazanej wiadomości|początek przekazywanej wiadomości"
    r"|початок пересланого повідомлення|початок листа, що пересилається)\s{0,3}:\s{0,3}",
    re.IGNORECASE,
)
_ABOVE = re.compile(r"\s{0,3}#{2,4}-? .{1,200} -?#{2,4}\s{0,3}")
_RULE = re.compile(r"\s{0,3}_{20,}\s{0,3}")

_LABELS = (
    ("from", r"od|nadawca|from|von|від|от|відправник"),
    ("date", r"wysłano|wysłane|wysłana|data|data wysłania|sent|date|надіслано|дата|відправлено"),
    ("to", r"do|to|кому|adresat|odbiorca"),
    ("subject", r"temat|tytuł|subject|тема"),
    ("copy", r"dw|cc|udw|bcc|kopia|копія|do wiadomości"),
    ("more", r"reply-to|odpowiedź do|importance|ważność|załączniki|attachments"),
)
_LABEL = re.compile(
    _EDGE + "(?:" + "|".join(f"(?P<{name}>{words})" for name, words in _LABELS) + r")\s{0,2}[*_]{0,2}\s?:",
    re.IGNORECASE,
)

_MAYBE = re.compile(rf"{_EDGE}(?:[-_=#*]{{2}}|{_LABELS[0][1]}|begin|począ|почат)", re.IGNORECASE)

_START = re.compile(
    rf"{_EDGE}(?:w dniu\s|dnia\s|użytkownik\s|on\s|(?:pon|wt|śr|czw|pt|pią|sob|niedz|nie|nd|mon|tue|wed|thu|fri|sat|sun"
    r"|пн|вт|ср|чт|пт|сб|нд|пон|вів|сер|чет|п.ят|суб|нед)[a-zа-яіїєęąłńóśźż]{0,10}[.,]|\d{1,4}[./\s-]"
    r"|wiadomość napisana przez\s|w wiadomości\s|le\s)",
    re.IGNORECASE,
)
_WHEN = re.compile(r"\d{1,2}[:.]\d{2}|\b(?:19|20)\d{2}\b|\d{1,2}[./]\d{1,2}[./]\d{2}")
_SAID = re.compile(
    r"(?:napisa[łl](?:\(a\)|a)?|napisano|pisze|wrote|writes|пише|написа(?:в|ла|в\(ла\)|в\(-ла\)|в\(а\)|л|ла))\s{0,2}:\s{0,3}$",
    re.IGNORECASE,
)
_SAID_BY = re.compile(
    rf"{_EDGE}(?:wiadomość napisana przez\s.{{1,200}}\sw dniu|użytkownik\s.{{1,200}}\snapisał)\s.{{0,120}}:\s{{0,3}}$",
    re.IGNORECASE,
)


def begins_quote(lines: list[str], at: int) -> bool:
    """Tell whether all from a line on is quoted: a separator, or a header as Outlook writes it."""
    line = lines[at][:LONGEST]
    if not _MAYBE.match(line):
        return False
    if _RULE.fullmatch(line):
        return any(_is_header(lines, next_at) for next_at in (at + 1, at + 2))
    if _SEPARATOR.fullmatch(line) or _BEGIN_FORWARDED.fullmatch(line) or _ABOVE.fullmatch(line):
        return True
    return _is_header(lines, at)


def _is_header(lines: list[str], at: int) -> bool:
    """Tell whether a header begins here: from whom, when, and to whom or about what."""
    first = _LABEL.match(lines[at][:LONGEST]) if at < len(lines) else None
    if not first or not first["from"]:
        return False
    found = set()
    for line in lines[at : at + 10]:
        label = _LABEL.match(line[:LONGEST])
        if label:
            found.add(label.lastgroup)
    return "date" in found and bool(found & {"to", "subject"})


def is_attribution(lines: list[str], at: int) -> int:
    """Return how many lines, from this one on, say who wrote when what follows; 0 when they do not."""
    if not _START.match(lines[at][:LONGEST]):
        return 0
    for long, line in enumerate(lines[at : at + WINDOW], start=1):
        if not line.strip() or len(line) > LONGEST:
            return 0
        if line.rstrip().endswith(":"):
            said = " ".join(each.strip(" >") for each in lines[at : at + long])
            if _SAID.search(said[-40:]) or _SAID_BY.match(said):
                following = next((line for line in lines[at + long : at + long + 3] if line.strip()), "")
                return long if _WHEN.search(said) or following.lstrip().startswith(">") else 0
    return 0
