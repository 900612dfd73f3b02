"""`python -m tools.words update | check`: the texts of the code (Polish) and their catalogues in amberdesk/locale.

English needs every text, Polish only the plurals, Ukrainian what a customer reads: the portal and its letters.
`update` brings new texts into the .po files and drops the ones that are gone; it never guesses.
"""

import sys
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
LOCALE = ROOT / "amberdesk" / "locale"
KEYWORDS: dict[str, Any] = DEFAULT_KEYWORDS | {
    "lazy": None,
    "noop": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
SLAVIC = "nplurals=3; plural=({one} ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);"
PLURALS = {
    "en": "nplurals=2; plural=(n != 1);",
    "pl": SLAVIC.format(one="n==1"),
    "uk": SLAVIC.format(one="n%10==1 && n%100!=11"),
}
CUSTOMERS_READ = (
    "amberdesk/customers/words.py",
    "amberdesk/mail/actions/attach.py",
    "amberdesk/notices/customer.py",
    "amberdesk/notices/held.py",
    "amberdesk/orders/refusal_words.py",
    "amberdesk/orders/words.py",
    "amberdesk/web/base/errors.py",
    "amberdesk/web/base/templates/base/_error.html",
    "amberdesk/web/portal/",
)
HEADER = """\
# {language}: the msgids are Polish. New texts come in by `python -m tools.words update`.
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plurals}\\n"

"""


@cache
def texts() -> Catalog:
    """Return every text marked in the code and the templates, with the files it is in."""
    with open(ROOT / "babel.cfg", encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    found = Catalog()
    for path, line, text, _, context in extract_from_dir(ROOT, methods, options, KEYWORDS):
        found.add(text, locations=[(path, line)], context=context)
    return found


def needed(language: str) -> Iterator[Message]:
    """Yield the texts that a language's catalogue must have."""
    for text in texts():
        if text.id and is_needed(text, language):
            yield text


def is_needed(text: Message, language: str) -> bool:
    match language:
        case "pl":
            return text.pluralizable
        case "uk":
            return any(path.startswith(CUSTOMERS_READ) for path, _ in text.locations)
    return True


def po_file(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def read(language: str) -> Catalog:
    """Return a language's catalogue as it stands."""
    path = po_file(language)
    text = (
        path.read_bytes()
        if path.exists()
        else HEADER.format(language=language, plurals=PLURALS[language]).encode()
    )
    return read_po(BytesIO(text), locale=language)


def untranslated(language: str) -> list[Message]:
    """Return the texts that a language needs and does not have in full."""
    known = read(language)
    return [text for text in needed(language) if not is_whole(known.get(text.id, text.context), language)]


def is_whole(translated: Message | None, language: str) -> bool:
    if translated is None or translated.fuzzy:
        return False
    forms = translated.string if isinstance(translated.string, tuple) else (translated.string,)
    plurals = int(PLURALS[language].removeprefix("nplurals=")[0])
    return all(forms) and len(forms) == (plurals if translated.pluralizable else 1)


def rendered(language: str) -> str:
    """Return a language's catalogue as a file: what is needed, sorted, with what is translated already."""
    known = read(language)
    fresh = Catalog(locale=language)
    for text in needed(language):
        old = known.get(text.id, text.context)
        fresh.add(text.id, string=old.string if old and not old.fuzzy else None, context=text.context)
    out = BytesIO()
    write_po(out, fresh, width=0, no_location=True, omit_header=True, sort_output=True)
    return HEADER.format(language=language, plurals=PLURALS[language]) + out.getvalue().decode()


def update(language: str) -> None:
    """Write a language's catalogue anew."""
    path = po_file(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(rendered(language), encoding="utf-8")


def main(words: list[str]) -> int:
    """Return 0 if every catalogue is whole."""
    if words == ["update"]:
        for language in PLURALS:
            update(language)
    elif words != ["check"]:
        print(__doc__)
        return 2
    missing = [(language, text.id) for language in PLURALS for text in untranslated(language)]
    for language, text in missing:
        print(f"{language}: {text}")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
