"""A mail of twice the size takes about twice the time, whatever stands in it."""

from collections.abc import Callable
from time import process_time

import pytest

from amberdesk.mail.reading.flowed import unflow
from amberdesk.mail.reading.hypertext import read_hypertext

LOOKS = 3
SHAPES: dict[str, tuple[Callable[[str], object], Callable[[int], str]]] = {
    "attributes": (read_hypertext, lambda n: "<a" + "".join(f" x{i}" for i in range(n)) + ">k</a>"),
    "attributes with a bracket in quotes": (
        read_hypertext,
        lambda n: "<a" + "".join(f" x{i}" + '=">"' * (i % 90 == 0) for i in range(n)) + ">k</a>",
    ),
    "attributes without spaces": (
        read_hypertext,
        lambda n: "<a " + "".join(f'x{i}="1"' for i in range(n)) + ">k</a>",
    ),
    "attributes between slashes": (
        read_hypertext,
        lambda n: "<a" + "".join(f"/x{i}" for i in range(n)) + ">k</a>",
    ),
    "style sheets without an end": (read_hypertext, lambda n: "<style>" * n),
    "one flowed paragraph": (unflow, lambda n: "słowo dłuższe niż inne \n" * n),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_twice_as_much_takes_about_twice_as_long(shape):
    read, make = SHAPES[shape]
    once, twice = (_seconds(read, make(n)) for n in (20_000, 40_000))
    assert twice < 0.2 or twice < 3 * once


def _seconds(read: Callable[[str], object], source: str) -> float:
    found = []
    for _look in range(LOOKS):
        began = process_time()
        read(source)
        found.append(process_time() - began)
    return min(found)


def test_a_newsletter_with_a_long_style_sheet_and_a_picture_written_out_is_shown_as_it_is():
    style = "<style><!-- " + "p.MsoNormal { margin : 0 ; color : red } " * 3000 + "--></style>"
    picture = f'<img src="data:image/png;base64,{"iVBOR/w0KGgo" * 5000}" alt="logo">'
    read = read_hypertext(
        f"<html><head>{style}</head><body><p>Kasa > 2 nie działa</p>{picture}</body></html>"
    )
    assert "<p>" in read.clean and "Kasa > 2 nie działa" in read.text and "color" not in read.text
