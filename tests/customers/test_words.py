"""What people read about duty, categories and refusals."""

import re
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override

from amberdesk.customers import events, words
from amberdesk.customers.starter import CATEGORIES
from amberdesk.customers.terms import Duty
from amberdesk.rosters import words as roster_words
from tests.factories import warsaw

ZONE = ZoneInfo("Europe/Warsaw")


def say(duty, now, language="pl", **more):
    with override(language):
        return words.duty_sentence(duty, now=warsaw(now), zone=ZONE, language=language, **more)


@pytest.mark.parametrize(
    "opens, sentence",
    [
        ("2026-03-03 08:00", "Technik odpowie jutro od 8:00."),
        ("2026-03-02 22:00", "Technik odpowie dzisiaj od 22:00."),
        ("2026-03-09 08:00", "Technik odpowie pn. 9.03 od 8:00."),
    ],
)
def test_outside_the_hours_the_next_opening_is_said(opens, sentence):
    assert say(Duty(None, warsaw(opens), warsaw(opens)), "2026-03-02 20:00") == sentence


def test_the_agreements_own_words_come_first():
    opens = warsaw("2026-03-03 08:00")
    notice = {"pl": "Dziękujemy, odezwiemy się rano.", "en": "Thank you."}

    said = say(Duty(None, opens, opens), "2026-03-02 20:00", notice=notice)
    assert said == "Dziękujemy, odezwiemy się rano. Technik odpowie jutro od 8:00."


def test_where_nobody_ever_answers_nothing_is_promised():
    assert say(Duty(None, None, None), "2026-03-02 20:00") == "Poza godzinami wsparcia nikt nie odpowie."
    assert say(Duty(None, None, None), "2026-03-02 20:00", notice={"pl": "Zadzwoń."}) == "Zadzwoń."


def test_while_somebody_is_on_duty_it_is_said_until_when():
    duty = Duty("L1", warsaw("2026-03-02 16:00"), None)
    assert say(duty, "2026-03-02 09:00") == "Technik jest na dyżurze dzisiaj do 16:00."
    assert say(Duty("L2", None, None), "2026-03-02 09:00") == "Technik jest na dyżurze przez całą dobę."


def test_no_customer_reads_of_levels():
    for duty in (Duty("L1", warsaw("2026-03-02 16:00"), None), Duty("L2", None, None)):
        assert not re.search(r"L[123]|lini", say(duty, "2026-03-02 09:00"))


def codes_in(room):
    text = "".join(path.read_text() for path in Path(f"amberdesk/{room}").rglob("*.py"))
    return set(re.findall(r'Refused\(\s*"(\w+)"', text))


def test_every_refusal_has_a_sentence():
    clock = {"span_outside_its_day", "span_ends_before_it_starts"}
    assert codes_in("customers") | clock <= words.REFUSALS.keys()
    assert codes_in("rosters") <= words.REFUSALS.keys() | roster_words.REFUSALS.keys()


def test_every_event_is_named_after_its_subject():
    about = {e.kind.split(".")[0]: e.about for e in vars(events).values() if hasattr(e, "kind")}
    assert "site" in about
    assert list(about) == list(about.values())


@pytest.mark.parametrize("category", CATEGORIES, ids=lambda c: c["code"])
def test_a_ready_category_speaks_the_languages_of_the_portal(category):
    texts = [category["name"], *category["first_aid"]]
    assert all(text[language] for text in texts for language in ("pl", "en", "uk"))
    assert all(f["label"]["pl"] and f["label"]["en"] for f in category["facts"])
    assert category["solution_codes"]
