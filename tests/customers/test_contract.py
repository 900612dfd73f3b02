"""Everything that a contract says is kept, read back, and kept apart from nonsense."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils.translation import override

from amberdesk.customers import agreement_words
from amberdesk.customers.actions.agreements import new_version
from amberdesk.customers.hours import Cover
from amberdesk.customers.models import Agreement
from amberdesk.customers.queries import promises_of, terms_of
from amberdesk.customers.refusals import Refused
from amberdesk.customers.templates import Promise
from amberdesk.customers.words import REFUSALS
from amberdesk.outbox.actor import MACHINE
from tests.factories import NINE, make_network

pytestmark = pytest.mark.django_db
STEP = {"at": 90, "priorities": ["P1", "P2"], "to": "manager"}
IN_FULL = {
    "target_words": {"response": {"pl": "czas przystąpienia", "en": "attendance time"}},
    "pauses": ["customer", "part"],
    "pauses_only": {"part": ["solution"]},
    "escalation": [STEP],
    "accept_within_minutes": 5,
    "overflow_waiting": 3,
    "overflow_minutes": 2,
    "promises": [
        Promise("P1", "response", 30, "always", (0.5,), Decimal("95"), 60),
        Promise("P1", "solution", 240, monthly_share=Decimal("99.5")),
    ],
}


@pytest.fixture
def agreement():
    return Agreement.objects.get(network=make_network())


def version(agreement, **terms):
    return new_version(agreement, **({"valid_from": date(2026, 4, 1)} | terms), by=MACHINE, at=NINE)


def test_what_the_contract_says_is_kept_and_given_to_the_next_version(agreement):
    first = version(agreement, **IN_FULL)
    second = version(agreement, valid_from=date(2026, 5, 1), close_after_days=3)

    for kept in (first, second):
        assert promises_of(kept) == IN_FULL["promises"]
        assert {n: getattr(kept, n) for n in IN_FULL if n != "promises"} == {
            n: value for n, value in IN_FULL.items() if n != "promises"
        }


def test_rules_read_the_whole_contract(agreement):
    made = version(agreement, **IN_FULL)
    agreement.network.refresh_from_db()

    terms = terms_of(agreement.network).versions[made.pk]
    assert terms.stops("customer", "response") and terms.stops("customer", "solution")
    assert terms.stops("part", "solution") and not terms.stops("part", "response")
    assert not terms.stops("supplier", "solution")
    assert [(s.at, s.priorities, s.to) for s in terms.escalation] == [(90, {"P1", "P2"}, "manager")]
    assert (terms.accept_within, terms.overflow_waiting, terms.overflow_after) == (
        timedelta(minutes=5),
        3,
        timedelta(minutes=2),
    )


def test_the_whole_version_reads_as_polish_sentences(agreement):
    made = version(agreement, **IN_FULL)

    with override("pl"):
        said = agreement_words.sentences(made)
    for sentence in [
        "Święta i strefa czasowa: kalendarz „Święta w Polsce” (Europe/Warsaw).",
        "P1, czas reakcji („czas przystąpienia”): 30 min całą dobę. "
        "W miesiącu dotrzymujemy co najmniej 95 % zgłoszeń. Pozostałe mogą być później najwyżej o 1 h.",
        "P1, czas rozwiązania: 4 h w godzinach wsparcia. W miesiącu dotrzymujemy co najmniej 99,5 % zgłoszeń.",
        "P1, gdy: nie można sprzedawać i pilność wysoka.",
        "Terminy stoją, gdy zgłoszenie oczekuje: na klienta.",
        "Oczekiwanie na część zatrzymuje tylko: czas rozwiązania.",
        "P1, P2: po 90 % terminu dowiaduje się kierownik.",
        "Kto nie przyjmie w 5 minut, po nim dowiaduje się następny.",
        "II linia dołącza, gdy w kolejce czeka więcej osób niż 3.",
        "II linia dołącza, gdy ktoś czeka dłużej niż 2 min.",
    ]:
        assert sentence in said


def test_the_same_reads_in_english_without_a_polish_word_of_ours(agreement):
    made = version(agreement, **IN_FULL)

    with override("en"):
        said = agreement_words.sentences(made)
    assert "P1, P2: after 90 % of the time the manager is told." in said
    assert any("attendance time" in sentence and "95 %" in sentence for sentence in said)
    assert not any("zgłosze" in sentence or "termin" in sentence for sentence in said)


@pytest.mark.parametrize(
    "terms, code",
    [
        ({"promises": [Promise("P1", "response", 0)]}, "target_of_zero"),
        ({"promises": [Promise("P1", "response", 60, monthly_share=Decimal(0))]}, "out_of_range"),
        ({"promises": [Promise("P1", "response", 60, monthly_share=Decimal(101))]}, "out_of_range"),
        ({"promises": [Promise("P1", "response", 60, late_minutes=5)]}, "nobody_may_be_late"),
        (
            {"promises": [Promise("P1", "response", 60, monthly_share=Decimal(100), late_minutes=5)]},
            "nobody_may_be_late",
        ),
        ({"pauses_only": {"supplier": ["solution"]}}, "pause_stops_nothing"),
        ({"pauses_only": {"customer": []}}, "pause_stops_nothing"),
        ({"pauses_only": {"customer": ["lunch"]}}, "pause_stops_nothing"),
        ({"pauses": ["part"], "pauses_only": {"customer": ["solution"]}}, "pause_stops_nothing"),
        ({"escalation": [STEP, STEP]}, "escalation_twice"),
        ({"escalation": [STEP, STEP | {"priorities": ["P2", "P3"]}]}, "escalation_twice"),
        ({"escalation": [STEP | {"at": 0}]}, "out_of_range"),
        ({"escalation": [STEP | {"at": 301}]}, "out_of_range"),
        ({"escalation": [STEP | {"to": "president"}]}, "unknown_choice"),
        ({"escalation": [STEP | {"priorities": []}]}, "unknown_choice"),
        ({"target_words": {"lunch": {"pl": "obiad"}}}, "unknown_choice"),
        ({"target_words": {"response": {"pl": "x" * 61}}}, "too_long"),
        ({"accept_within_minutes": 0}, "out_of_range"),
        ({"overflow_waiting": 0}, "out_of_range"),
        ({"overflow_minutes": 1441}, "out_of_range"),
    ],
)
def test_a_contract_that_contradicts_itself_is_refused_and_changes_nothing(agreement, terms, code):
    with pytest.raises(Refused) as refused:
        version(agreement, **terms)
    assert refused.value.code == code
    assert code in REFUSALS
    assert agreement.versions.get().valid_until is None


def test_support_hours_in_which_nobody_ever_works_are_refused(agreement):
    agreement.versions.get().calendar.days.all().delete()

    with pytest.raises(Refused, match="coverage_never_open"):
        version(agreement, coverage=[Cover("any", "L1", (), 0, 1440, True)])


def test_support_hours_on_holidays_alone_are_hours_when_there_are_holidays(agreement):
    assert version(agreement, coverage=[Cover("any", "L2", (), 0, 1440, True)], valid_from=date(2026, 3, 10))
