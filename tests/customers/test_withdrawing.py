"""A version of an agreement that has not begun is taken back as if it had never been."""

from datetime import date

import pytest

from amberdesk.customers.actions.agreements import add_agreement, end_agreement, new_version, withdraw_version
from amberdesk.customers.models import Agreement
from amberdesk.customers.queries import terms_of
from amberdesk.customers.refusals import Forbidden, Refused
from amberdesk.customers.words import REFUSALS
from amberdesk.outbox.actor import MACHINE, Actor
from amberdesk.outbox.journal import journal
from tests.factories import NINE, make_network, make_person, warsaw
from tests.orders.shop import make_desk

pytestmark = pytest.mark.django_db
APRIL, MAY, JULY = date(2026, 4, 1), date(2026, 5, 1), date(2026, 7, 1)


@pytest.fixture
def agreement():
    return Agreement.objects.get(network=make_network())


def version(agreement, valid_from=APRIL):
    return new_version(agreement, valid_from=valid_from, close_after_days=1, by=MACHINE, at=NINE)


def withdraw(row, at=NINE):
    return withdraw_version(row, by=MACHINE, at=at)


def test_the_version_before_holds_on_and_so_do_its_rules(agreement):
    first = agreement.versions.get()
    wrong = version(agreement)

    assert withdraw(wrong) == first
    assert agreement.versions.get().valid_until is None
    agreement.network.refresh_from_db()
    assert set(terms_of(agreement.network).versions) == {first.pk}
    last = journal(f"agreement:{agreement.pk}").last()
    assert (last.kind, last.data["agreement_version"]) == ("agreement.version_withdrawn", wrong.pk)


def test_an_agreement_that_was_to_end_ends_then_again(agreement):
    narrow = add_agreement(
        agreement.network, name="Wagi", valid_from=date(2026, 1, 1), device_kind="scale", by=MACHINE, at=NINE
    )
    end_agreement(narrow, on=JULY, by=MACHINE, at=NINE)

    assert withdraw(version(narrow)).valid_until == JULY
    assert withdraw(version(narrow, date(2026, 8, 1))).valid_until == JULY  # there was a gap between them


@pytest.mark.parametrize("days", [0, 1])
def test_what_has_begun_stays(agreement, days):
    began = version(agreement)

    with pytest.raises(Refused, match="version_has_begun"):
        withdraw(began, at=warsaw(f"2026-04-0{1 + days} 00:00"))
    assert withdraw(began, at=warsaw("2026-03-31 23:59"))


def test_only_the_last_one_goes_and_never_the_only_one(agreement):
    april = version(agreement)
    may = version(agreement, MAY)

    with pytest.raises(Refused, match="version_not_last"):
        withdraw(april)
    assert withdraw(withdraw(may)).pk == agreement.versions.get().pk
    agreement.versions.update(valid_from=JULY)
    with pytest.raises(Refused, match="version_is_only"):
        withdraw(agreement.versions.get())


def test_a_version_with_orders_stays_whole():
    desk = make_desk()
    agreement = Agreement.objects.get(network=desk.network)
    used = version(agreement)
    order = desk.report()
    type(order).objects.filter(pk=order.pk).update(agreement_version=used)

    with pytest.raises(Refused, match="version_in_use"):
        withdraw(used)
    assert agreement.versions.count() == 2
    assert agreement.versions.earliest("valid_from").valid_until == APRIL
    assert used.targets.exists() and used.coverage.exists()


def test_only_the_office_takes_back(agreement):
    wrong = version(agreement)

    with pytest.raises(Forbidden):
        withdraw_version(wrong, by=Actor("person", make_person("manager").pk), at=NINE)


def test_every_refusal_has_its_words():
    assert {"version_has_begun", "version_not_last", "version_is_only", "version_in_use"} <= set(REFUSALS)
