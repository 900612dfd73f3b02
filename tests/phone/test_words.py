"""Each call says by whom it is known, unless it was heard exactly."""

import pytest

from amberdesk.phone.exchanges import Kind
from amberdesk.phone.models import Call, Exchange
from amberdesk.phone.words import ABOUT_PHONES, about_source, source, sources


def call(kind: str, id: str = "k1", *, coarse: bool = True) -> Call:
    return Call(key=f"x:{id}", coarse=coarse, exchange=Exchange(code="x", kind=kind))


@pytest.mark.parametrize(
    ("known", "words"),
    [
        (call("report", "o-1"), "z raportu operatora"),
        (call("report", "r-1"), "z klawisza „Rozmawiam”"),
        (call("cti"), "z webhooka CTI"),
        (call("asterisk"), "z queue_log"),
        (call("asterisk", coarse=False), ""),
        (call("api", coarse=False), ""),
    ],
)
def test_the_words_of_a_call_are_its_own_source_s(known: Call, words: str) -> None:
    assert source(known) == words
    assert bool(about_source(known)) == bool(words)
    assert ("raportu operatora" in about_source(known)) == (words == "z raportu operatora")


def test_the_words_of_figures_name_the_sources_that_there_are() -> None:
    assert sources({"cti", "report"}) == "z raportu operatora, z webhooka CTI"
    assert sources(set()) == ""


def test_every_kind_of_exchange_says_what_its_names_of_technicians_are_for() -> None:
    assert set(ABOUT_PHONES) == set(Kind)
