"""What anybody may have written is shown, or its code is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amberdesk.reports.letters import visible
from amberdesk.reports.paper import letters

EVERY = (
    "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ абвгґдеєжзиіїйклмнопрстуфхцчшщьюя АБВГҐДЕЄЖЗИІЇЙКЛМНОПРСТУФХЦЧШЩЬЮЯ „”«»–—…·→•×≥≤’€№"
)


def test_the_fonts_have_every_letter_of_our_three_languages() -> None:
    assert visible(EVERY, letters()) == EVERY


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("a\u202ebc\u202c", "a[U+202E]bc[U+202C]"),
        ("a\u2066b\u2069", "a[U+2066]b[U+2069]"),
        ("bell\x07 esc\x1b[31m", "bell[U+0007] esc[U+001B][31m"),
        ("\ufeffx\u2028y", "[U+FEFF]x[U+2028]y"),
        ("o\u0301", "ó"),
        ("a\r\nb\tc", "a\nb    c"),
    ],
)
def test_controls_and_direction_marks_stand_as_their_codes(hostile: str, shown: str) -> None:
    assert visible(hostile) == shown
    assert visible(hostile, letters()) == shown


def test_an_emoji_is_left_to_a_browser_and_is_a_code_on_paper() -> None:
    assert visible("ok 👍") == "ok 👍"
    assert visible("ok 👍 שלום", letters()) == "ok [U+1F44D] [U+05E9][U+05DC][U+05D5][U+05DD]"


@given(st.text())
def test_nothing_that_the_font_lacks_reaches_the_paper(text: str) -> None:
    assert {ord(c) for c in visible(text, letters())} <= letters() | {ord("\n")}
