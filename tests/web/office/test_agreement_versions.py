"""The agreement's page and form: every kind of target, whom a change leaves alone, a version taken back."""

from datetime import date

import pytest

from amberdesk.customers.actions.agreements import new_version
from amberdesk.customers.models import Agreement
from amberdesk.customers.queries import promises_of
from amberdesk.outbox.actor import MACHINE
from tests.factories import NINE, make_person
from tests.web.office.test_screens import fields_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client):
    client.force_login(make_person("administrator"))
    return client


@pytest.fixture
def agreement(desk):
    return Agreement.objects.get(network=desk.network)


def page_of(agreement, rest=""):
    return f"/office/agreements/{agreement.pk}/{rest}"


def test_every_kind_of_target_is_written_and_reads_back(office, agreement):
    page = page_of(agreement, "change/")
    form = fields_of(office.get(page)) | {"valid_from": "2030-01-01"}
    form |= {"P1_restore": "4 h", "P1_restore_share": "95", "P1_update": "2 h", "P1_level_L1": "30 min"}
    form |= {"word_update_pl": "czas informowania", "pause_part": "restore"}

    assert office.post(page, form).status_code == 302
    made = agreement.versions.latest("valid_from")
    kept = {(p.priority, p.target): p.minutes for p in promises_of(made)}
    assert (kept["P1", "restore"], kept["P1", "update"], kept["P1", "level_L1"]) == (240, 120, 30)
    assert made.pauses_only == {"part": ["restore"]}
    said = text_of(office.get(page_of(agreement)))
    for sentence in (
        "P1, czas przywrócenia: 4 h w godzinach wsparcia. W miesiącu dotrzymujemy co najmniej 95 % zgłoszeń.",
        "P1, czas między wiadomościami („czas informowania”): najwyżej 2 h w godzinach wsparcia, "
        "dopóki zgłoszenie jest otwarte.",
        "P1, tylko dla nas, czas w I linii: najwyżej 30 min w godzinach wsparcia.",
    ):
        assert sentence in said
    assert fields_of(office.get(page))["P1_level_L1"] == "30 min"


def test_who_changes_or_ends_an_agreement_learns_how_many_orders_keep_it(office, agreement, desk):
    for _ in range(3):
        desk.report()

    for rest in ("change/", "end/"):
        assert "Teraz są 3 otwarte zgłoszenia według tej umowy." in text_of(
            office.get(page_of(agreement, rest))
        )
    assert "3 otwarte zgłoszenia zachowują te terminy." in text_of(office.get(page_of(agreement)))


def test_a_wrong_version_to_come_is_asked_about_and_taken_back(office, agreement):
    new_version(agreement, valid_from=date(2060, 1, 1), by=MACHINE, at=NINE)
    wrong = agreement.versions.latest("valid_from")
    where = f"/office/agreements/versions/{wrong.pk}/withdraw/"
    assert where in text_of(office.get(page_of(agreement)))

    assert "Wycofać wersję od 1.01.2060?" in text_of(office.get(where))
    assert "Wersja wycofana." in text_of(office.post(where, follow=True))
    only = agreement.versions.get()
    assert only.valid_until is None
    refused = office.post(f"/office/agreements/versions/{only.pk}/withdraw/", follow=True)
    assert "Ta wersja obowiązuje od 1.01.2020." in text_of(refused)
    assert f"versions/{only.pk}/withdraw" not in text_of(refused)
