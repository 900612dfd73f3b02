"""Taking on a customer."""

import pytest
from django.db import connection

from amberdesk.customers.actions.networks import add_network, change_network
from amberdesk.customers.models import Agreement, Network
from amberdesk.customers.refusals import Forbidden, Refused
from amberdesk.outbox.actor import MACHINE, Actor
from amberdesk.outbox.journal import journal
from tests.factories import NINE, make_network, make_person

pytestmark = pytest.mark.django_db


def test_a_new_network_counts_its_orders_from_one():
    network = make_network("FAL")

    with connection.cursor() as cursor:
        cursor.execute(f"SELECT nextval('order_number_{network.pk}'), nextval('order_number_{network.pk}')")
        assert cursor.fetchone() == (1, 2)


def test_a_new_network_starts_with_an_agreement_that_holds_today():
    network = add_network(code="fal", name="Fala Market", by=MACHINE, at=NINE)

    version = Agreement.objects.get(network=network).versions.get()
    assert network.code == "FAL"
    assert (version.valid_from.isoformat(), version.valid_until) == ("2026-01-01", None)
    assert version.targets.count() == 8
    assert version.calendar.days.filter(date="2026-05-01", holiday=True).exists()


def test_networks_in_one_zone_share_the_calendar_of_holidays():
    first, second = make_network("FAL"), make_network("BUR")

    calendars = {a.versions.get().calendar_id for a in Agreement.objects.filter(network__in=[first, second])}
    assert len(calendars) == 1


@pytest.mark.parametrize("code", ["F", "FALAX", "F1", "ŁÓD", "", "FA L", "FAL\n;DROP"])
def test_a_network_code_is_two_to_four_latin_letters(code):
    with pytest.raises(Refused) as refusal:
        add_network(code=code, name="Fala", by=MACHINE, at=NINE)

    assert (refusal.value.code, refusal.value.field) == ("network_code_shape", "code")
    assert not Network.objects.exists()


def test_code_and_name_of_a_network_are_its_own():
    make_network("FAL", name="Fala Market")

    with pytest.raises(Refused, match="network_code_taken"):
        make_network("FAL", name="Inna")
    with pytest.raises(Refused, match="network_name_taken"):
        make_network("INN", name="fala market")


def test_the_code_of_a_network_never_changes():
    network = make_network("FAL")

    with pytest.raises(Refused, match="field_cannot_change"):
        change_network(network, code="INN", by=MACHINE, at=NINE)
    with pytest.raises(Refused, match="field_cannot_change"):
        change_network(network, terms_stamp=99, by=MACHINE, at=NINE)


def test_phones_are_kept_in_one_shape_and_nonsense_is_refused():
    network = make_network("FAL", phone="(58) 620-11-22")
    assert network.phone == "+48586201122"

    with pytest.raises(Refused) as refusal:
        change_network(network, phone="zadzwoń", by=MACHINE, at=NINE)
    assert (refusal.value.code, refusal.value.field) == ("phone_unreadable", "phone")


def test_the_journal_names_the_changed_fields_and_never_their_text():
    network = make_network("FAL")
    change_network(network, name="Nowa Fala", remarks_email="Uwagi@Fala.example", by=MACHINE, at=NINE)
    change_network(network, name="Nowa Fala", by=MACHINE, at=NINE)

    kinds = [(e.kind, e.data) for e in journal(f"network:{network.pk}")]
    assert kinds == [
        ("network.added", {"code": "FAL"}),
        ("network.changed", {"fields": ["name", "remarks_email"]}),
    ]


@pytest.mark.parametrize("role", ["technician", "coordinator", "deputy", "manager", "representative"])
def test_only_the_office_takes_on_customers(role):
    person = make_person(role)

    with pytest.raises(Forbidden):
        add_network(code="FAL", name="Fala", by=Actor("person", person.pk), at=NINE)
    assert not Network.objects.exists()


def test_an_administrator_takes_on_customers_until_he_leaves():
    person = make_person("administrator")
    assert add_network(code="FAL", name="Fala", by=Actor("person", person.pk), at=NINE).pk

    person.is_active = False
    person.save()
    with pytest.raises(Forbidden):
        add_network(code="BUR", name="Bursztyn", by=Actor("person", person.pk), at=NINE)


@pytest.mark.parametrize("kind", ["contact", "link"])
def test_links_and_contacts_never_act_as_the_person_with_their_number(kind):
    person = make_person("administrator")

    with pytest.raises(Forbidden):
        add_network(code="FAL", name="Fala", by=Actor(kind, person.pk), at=NINE)
