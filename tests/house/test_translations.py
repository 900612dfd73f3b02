"""Every text is marked, and speaks to whom it is for: English to all, Ukrainian to customers, Polish in right numbers."""

import ast
import re
from functools import cache
from gettext import c2py

import pytest
from babel.messages.catalog import Message
from jinja2 import Environment

from tests.house.sources import PACKAGE, ROOT, Source, attributes, sources
from tools import words

POLISH = re.compile("[ąćęłńóśźżĄĆĘŁŃÓŚŹŻ]")
PLACES = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{\w*\}")
LANGUAGES = tuple(words.PLURALS)
NOT_TEXTS = (  # Polish that is no text of a page: it is data, or is there in every language
    "amberdesk/clock/spoken.py",
    "amberdesk/customers/actions/calendars.py",
    "amberdesk/customers/starter.py",
    "amberdesk/customers/words.py",
    "amberdesk/mail/bounces.py",
    "amberdesk/mail/machines.py",
    "amberdesk/mail/parse.py",
    "amberdesk/mail/quote_marks.py",
    "amberdesk/mail/reading/charsets.py",
    "amberdesk/mail/signatures.py",
    "amberdesk/mail/smtp_answers.py",
    "amberdesk/operation/demo/",
    "amberdesk/phone/exchanges.py",
    "amberdesk/search/keys.py",
    "amberdesk/web/base/formats.py",
    "amberdesk/web/base/samples.py",
    "amberdesk/web/base/templates/base/styleguide.html",
    "amberdesk/web/office/forms/fields.py",
    "amberdesk/web/office/imports/columns.py",
)


def forms(text: Message) -> tuple[str, ...]:
    return text.id if isinstance(text.id, tuple) else (text.id,)


def places(text: str) -> list[str]:
    return sorted(PLACES.findall(text))


def polish_literals(source: Source) -> set[str]:
    """Return what a module says in Polish, without its docstrings."""
    found = {node.value: node for node in ast.walk(source.tree) if isinstance(node, ast.Constant)}
    told = {
        node.value.value
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    return {text for text in found if isinstance(text, str) and POLISH.search(text)} - told


def polish_in_template(text: str) -> set[str]:
    """Return the Polish a template says: its literals, and its bare words outside {% trans %}."""
    found, translated = set(), False
    for _, kind, value in Environment(extensions=["jinja2.ext.i18n"]).lex(text):
        if kind == "name" and value in ("trans", "endtrans"):
            translated = value == "trans"
        elif kind in ("string", "data") and not translated and POLISH.search(value):
            found.add(value[1:-1] if kind == "string" else value.strip())
    return found


@cache
def marked() -> frozenset[str]:
    """Return every form of every text, and what tells two of a kind apart."""
    return frozenset({form for text in words.texts() for form in (*forms(text), text.context or "")})


def marked_literals(source: Source) -> set[str]:
    """Return the texts a module hands to gettext."""
    calls = [call for call in source.calls() if attributes(call.func)[-1] in words.KEYWORDS]
    return {
        given.value
        for call in calls
        for given in call.args
        if isinstance(given, ast.Constant) and isinstance(given.value, str)
    }


def test_every_text_handed_to_gettext_is_found():
    """A text marked inside an f-string is not: name it first."""
    assert "Nowe zgłoszenie" in words.texts() and "Zgłoś problem" in words.texts()
    assert {each.path: lost for each in sources() if (lost := marked_literals(each) - marked())} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_lacks_a_translation(language: str):
    assert [text.id for text in words.untranslated(language)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_translation_outlives_its_text(language: str):
    gone = {(text.context, text.id) for text in words.read(language) if text.id}
    assert gone - {(text.context, text.id) for text in words.needed(language)} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_keeps_the_places_of_its_text(language: str):
    for text in words.read(language):
        said = text.string if isinstance(text.string, tuple) else (text.string,)
        if text.id:
            assert all(places(form) in map(places, forms(text)) for form in said), text.id
            assert places(said[-1]) == places(forms(text)[-1]), text.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_is_written_as_update_writes_it(language: str):
    assert words.po_file(language).read_text(encoding="utf-8") == words.rendered(language)


@pytest.mark.parametrize(
    ("count", "polish", "ukrainian"), [(1, 0, 0), (2, 1, 1), (5, 2, 2), (12, 2, 2), (21, 2, 0), (22, 1, 1)]
)
def test_a_number_chooses_its_plural(count: int, polish: int, ukrainian: int):
    rules = [words.PLURALS[language].partition("plural=")[2].rstrip(";") for language in ("pl", "uk")]
    assert [c2py(rule)(count) for rule in rules] == [polish, ukrainian]


def test_a_bare_text_is_seen():
    assert polish_in_template("<p>{{ _('Zamknięte') }}</p>Część {% trans %}Święta{% endtrans %}") == {
        "Zamknięte",
        "</p>Część",
    }
    assert polish_literals(Source("a.py", ast.parse('"""Święta."""\ntell(_("część"))'))) == {"część"}


def test_no_text_of_the_code_is_left_unmarked():
    mine = [source for source in sources() if not source.path.startswith(NOT_TEXTS)]
    assert {source.path: left for source in mine if (left := polish_literals(source) - marked())} == {}


def test_no_text_of_a_template_is_left_unmarked():
    files = {str(file.relative_to(ROOT)): file.read_text() for file in PACKAGE.rglob("templates/**/*.html")}
    mine = {
        path: text for path, text in files.items() if POLISH.search(text) and not path.startswith(NOT_TEXTS)
    }
    assert {path: left for path, text in mine.items() if (left := polish_in_template(text) - marked())} == {}
