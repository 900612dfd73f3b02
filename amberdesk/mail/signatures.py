"""Where the signature of a mail begins. Pure."""

import re

LONGEST = 25  # lines: what follows a greeting for longer is text
_DELIMITER = re.compile(r"(?:--|—|-- )\s*")
_SENT_FROM = re.compile(
    r"\s{0,3}(?:wysłan[eoya] (?:z|za pomocą|przy użyciu) .{2,80}|sent (?:from|via|with) .{2,80}|pobierz aplikację outlook.{0,80}"
    r"|get outlook for .{2,40}|uzyskaj aplikację outlook.{0,80}|outlook (?:dla systemu|for) (?:android|ios).{0,60}"
    r"|надіслано (?:з|із|через) .{2,80}|відправлено (?:з|із) .{2,80}|отримати outlook .{2,60}"
    r"|отримайте outlook .{2,60}|wiadomość wysłana z .{2,80})\s{0,3}",
    re.IGNORECASE,
)
_GREETING = re.compile(
    r"\s{0,3}(?:(?:serdecznie |gorąco )?pozdrawia(?:m|my)(?: serdecznie)?|(?:z )?pozdrowieni(?:ami|a)|z poważaniem"
    r"|łączę (?:pozdrowienia|wyrazy szacunku)|z wyrazami szacunku|pozdr|(?:best|kind|warm) regards|regards|yours sincerely"
    r"|yours faithfully|sincerely|cheers|з повагою|з найкращими побажаннями|щиро|з пошаною)\b.{0,60}",
    re.IGNORECASE,
)


def signature_start(lines: list[str]) -> int | None:
    """Return the line at which the signature of a text begins; None when it has none.

    It begins at the delimiter, the program's own advertisement, or a greeting that little follows.
    """
    last = len(lines)
    while last and not lines[last - 1].strip():
        last -= 1
    for at in range(max(0, last - LONGEST), last):
        line = lines[at]
        if len(line) > 200:
            continue
        if _DELIMITER.fullmatch(line) or _SENT_FROM.fullmatch(line) or _GREETING.fullmatch(line):
            return at
    return None
