"""What we promise, and promising anew."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.utils.translation import override

from amberdesk.customers import agreement_words, promise_words
from amberdesk.customers.actions.agreements import add_agreement, end_agreement, new_version
from amberdesk.customers.actions.sites import set_site_group
from amberdesk.customers.codes import MATRIX
from amberdesk.customers.hours import Cover
from amberdesk.customers.models import Agreement, AgreementVersion
from amberdesk.customers.queries import terms_of, version_for
from amberdesk.customers.refusals import Forbidden, Refused
from amberdesk.customers.templates import TEMPLATES, Promise
from amberdesk.outbox.actor import MACHINE, Actor
from amberdesk.outbox.journal import journal
from tests.factories import NINE, make_network, make_person, make_site

pytestmark = pytest.mark.django_db
APRIL = date(2026, 4, 1)


@pytest.fixture
def agreement():
    return Agreement.objects.get(network=make_network())


def version(agreement, **terms):
    return new_version(agreement, **({"valid_from": APRIL} | terms), by=MACHINE, at=NINE)


@pytest.mark.parametrize("code", TEMPLATES)
def test_every_template_promises_each_priority_a_response_before_a_solution(code):
    network = make_network(template=code)
    terms = version_for(network, None, "", NINE)

    for priority in ("P1", "P2", "P3", "P4"):
        response, solution = terms.target(priority, "response"), terms.target(priority, "solution")
        assert response.limit < solution.limit
        assert response.warn_at == (0.75, 0.9)


def test_a_new_version_ends_the_former_and_keeps_what_is_not_named(agreement):
    first = agreement.versions.get()

    second = version(agreement, close_after_days=3)

    first.refresh_from_db()
    assert first.valid_until == second.valid_from == APRIL
    assert (second.close_after_days, first.close_after_days) == (3, 5)
    assert second.matrix == MATRIX
    assert [r.minutes for r in second.targets.order_by("pk")] == [
        r.minutes for r in first.targets.order_by("pk")
    ]
    assert second.coverage.get().closes == 960


def test_promises_and_hours_may_change_from_a_date_on(agreement):
    version(
        agreement,
        promises=[Promise("P1", "response", 15, "always", (0.5,))],
        coverage=[Cover("any", "L1", (0,), 0, 60, False)],
    )

    before, after = (
        terms_of(_fresh(agreement.network)).applying(on, site_group_id=None, device_kind="")
        for on in (date(2026, 3, 31), APRIL)
    )
    assert before.target("P1", "response").limit.total_seconds() == 3600
    assert after.target("P1", "response").limit.total_seconds() == 900
    assert after.target("P2", "response") is None


@pytest.mark.parametrize("start", [date(2020, 1, 1), date(2019, 12, 31)])
def test_a_version_begins_after_the_one_before(agreement, start):
    with pytest.raises(Refused, match="version_begins_too_early"):
        version(agreement, valid_from=start)


def test_the_database_keeps_versions_apart(agreement):
    first = agreement.versions.get()

    with pytest.raises(IntegrityError), transaction.atomic():
        AgreementVersion.objects.create(agreement=agreement, valid_from=APRIL, calendar=first.calendar)


@pytest.mark.parametrize(
    "terms, code",
    [
        ({"coverage": []}, "coverage_missing"),
        ({"coverage": [Cover("any", "L3", (0,), 0, 60, False)]}, "unknown_choice"),
        ({"coverage": [Cover("fax", "L1", (0,), 0, 60, False)]}, "unknown_choice"),
        ({"coverage": [Cover("any", "L1", (7,), 0, 60, False)]}, "unknown_choice"),
        ({"coverage": [Cover("any", "L1", (), 0, 60, False)]}, "coverage_without_days"),
        ({"coverage": [Cover("any", "L1", (0,), 600, 540, False)]}, "span_ends_before_it_starts"),
        ({"promises": [Promise("P5", "response", 60)]}, "unknown_choice"),
        ({"promises": [Promise("P1", "response", 0)]}, "target_of_zero"),
        ({"promises": [Promise("P1", "response", 60, "coverage", (1.5,))]}, "warning_outside_target"),
        ({"promises": [Promise("P1", "response", 60)] * 2}, "promise_twice"),
        ({"matrix": {"high": {"high": "P1"}}}, "matrix_incomplete"),
        ({"pauses": ["lunch"]}, "unknown_choice"),
        ({"close_after_days": 91}, "out_of_range"),
        ({"network": 1}, "field_cannot_change"),
        ({"valid_until": None}, "field_cannot_change"),
    ],
)
def test_what_no_agreement_can_say_is_refused_and_changes_nothing(agreement, terms, code):
    with pytest.raises(Refused, match=code):
        version(agreement, **terms)
    assert agreement.versions.get().valid_until is None


def test_the_most_specific_agreement_goes_first():
    network = make_network()
    site, other = make_site(network, "041"), make_site(network, "042")
    group = set_site_group(network, name="Hipermarkety", sites=[site], by=MACHINE, at=NINE)
    facts = {"valid_from": date(2020, 1, 1), "by": MACHINE, "at": NINE}
    for_group = add_agreement(network, name="Hipermarkety", template="24/7", site_group=group, **facts)
    for_printers = add_agreement(
        network, name="Drukarki", template="8-22", device_kind="fiscal_printer", **facts
    )
    network, site = _fresh(network), _fresh(site)

    def names(at_site, kind):
        return Agreement.objects.get(versions=version_for(network, at_site, kind, NINE).id).name

    assert names(other, "scales") == "Umowa podstawowa"
    assert names(site, "scales") == for_group.name
    assert names(site, "fiscal_printer") == names(other, "fiscal_printer") == for_printers.name


def test_a_network_never_stays_without_a_general_agreement(agreement):
    with pytest.raises(Refused, match="network_needs_agreement"):
        end_agreement(agreement, on=APRIL, by=MACHINE, at=NINE)

    add_agreement(agreement.network, name="Nowa", valid_from=date(2020, 1, 1), by=MACHINE, at=NINE)
    assert end_agreement(agreement, on=APRIL, by=MACHINE, at=NINE).valid_until == APRIL


def test_changing_a_promise_is_the_offices_and_stays_in_the_journal(agreement):
    for role in ("technician", "coordinator", "manager"):
        with pytest.raises(Forbidden):
            new_version(agreement, valid_from=APRIL, by=Actor("person", make_person(role).pk), at=NINE)

    new = version(agreement)
    assert [(e.kind, e.data.get("agreement_version")) for e in journal(f"agreement:{agreement.pk}")][-1] == (
        "agreement.version_added",
        new.pk,
    )


def test_an_agreement_reads_as_polish_sentences(agreement):
    with override("pl"):
        said = agreement_words.sentences(agreement.versions.get())
        rows = promise_words.promise_rows(agreement.versions.get())

    assert said[:2] == [
        "Obowiązuje od 1.01.2020, bezterminowo.",
        "Poniedziałek–piątek 8:00–16:00: I linia wsparcia.",
    ]
    assert "Terminy stoją, gdy zgłoszenie oczekuje: na klienta, na umówiony termin." in said
    assert rows[0] == {
        "priority": "P1",
        "response": "1 h w godzinach wsparcia",
        "solution": "8 h w godzinach wsparcia",
        "warnings": "75 %, 90 %",
    }


@pytest.mark.parametrize(
    "cover, sentence",
    [
        (Cover("any", "L2", (5, 6), 0, 1440, False), "Sobota–niedziela całą dobę: II linia wsparcia."),
        (Cover("any", "L2", (), 0, 1440, True), "Święta całą dobę: II linia wsparcia."),
        (
            Cover("hotline", "L1", (0, 2, 3, 6), 1320, 1800, True),
            "Poniedziałek, środa–czwartek, niedziela i święta 22:00–6:00: I linia wsparcia (infolinia).",
        ),
    ],
)
def test_hours_of_support_read_as_a_sentence(cover, sentence):
    with override("pl"):
        assert agreement_words.coverage_sentences([cover]) == [sentence]


def _fresh(row):
    return type(row).objects.get(pk=row.pk)
