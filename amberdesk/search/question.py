"""What somebody typed -> a question to the index. Pure."""

from amberdesk.search.keys import PART, WORD, keys_of_word, plain

MOST_WORDS = 12
SHORTEST_PREFIX = 3  # letters: the last word is also taken as a beginning
LONGEST = 300  # characters


class TooMuch(Exception):
    """More was typed than a search can mean."""


def tsquery(text: str) -> str:
    """Return the question in PostgreSQL's words: every word, in any of its forms. "" when nothing is asked.

    Raises TooMuch for more than 12 words or 300 characters.
    """
    if len(text) > LONGEST:
        raise TooMuch
    found = [m[0] for m in WORD.finditer(text)]
    if len(found) > MOST_WORDS:
        raise TooMuch
    return " & ".join(_word(word, last=i == len(found) - 1) for i, word in enumerate(found))


def _word(word: str, *, last: bool) -> str:
    keys = [quoted(key) for key in sorted(keys_of_word(word))]
    if last and len(word) >= SHORTEST_PREFIX:
        keys.append(f"{quoted(plain(word))}:*")
    parts = PART.findall(word)
    if len(parts) > 1:
        keys.append("(" + " & ".join(quoted(plain(part)) for part in parts) + ")")
    return "(" + " | ".join(keys) + ")"


def quoted(key: str) -> str:
    """Return the key as a literal of the query language."""
    return "'" + key.replace("\\", "\\\\").replace("'", "''") + "'"
