"""Shops, their equipment and their people."""

from datetime import date

import pytest

from amberdesk.customers.actions.addresses import note_bounce, prove_address
from amberdesk.customers.actions.contacts import add_contact, change_contact, remember_contact
from amberdesk.customers.actions.devices import add_device, change_device
from amberdesk.customers.actions.sites import change_site, leave_site, revoke_site_link, set_site_group
from amberdesk.customers.links import make_key, read_key
from amberdesk.customers.models import Address, Contact, PhoneNumber, Site
from amberdesk.customers.queries import is_proven, owners_of_number
from amberdesk.customers.refusals import Forbidden, Refused
from amberdesk.outbox.actor import MACHINE, Actor
from amberdesk.outbox.journal import journal
from tests.factories import (
    NINE,
    make_category,
    make_contact,
    make_device,
    make_network,
    make_person,
    make_site,
)

pytestmark = pytest.mark.django_db


def test_a_code_belongs_to_one_shop_of_a_network():
    fala, bursztyn = make_network("FAL"), make_network("BUR")
    make_site(fala, "041")

    assert make_site(bursztyn, "041").pk
    with pytest.raises(Refused) as refusal:
        make_site(fala, "041")
    assert (refusal.value.code, refusal.value.field) == ("site_code_taken", "code")


@pytest.mark.parametrize("facts", [{"link_epoch": 9}, {"network": 1}, {"id": 5}, {"network_id": 2}])
def test_what_a_form_does_not_offer_cannot_be_set(facts):
    network = make_network()
    with pytest.raises(Refused, match="field_cannot_change"):
        change_site(make_site(network), **facts, by=MACHINE, at=NINE)


def test_line_breaks_and_hidden_characters_do_not_get_into_names():
    site = make_site(name="Gdynia\r\nBcc: ktos@zly.example\u202e  \u200bŚwiętojańska")
    assert site.name == "Gdynia Bcc: ktos@zly.example Świętojańska"


def test_a_revoked_link_opens_nothing_and_the_new_one_does():
    site = make_site()
    old = read_key("s", make_key("s", site.pk, site.link_epoch))

    site = revoke_site_link(site, by=MACHINE, at=NINE)

    new = read_key("s", make_key("s", site.pk, site.link_epoch))
    assert old.id == new.id == site.pk
    assert old.epoch != site.link_epoch == new.epoch
    assert [e.data for e in journal(f"site:{site.pk}")][-1] == {"epoch": 2}


def test_a_shop_that_left_stays_with_its_history():
    site = make_site(joined_on=date(2025, 1, 1))
    with pytest.raises(Refused, match="left_before_joined"):
        leave_site(site, on=date(2024, 12, 31), by=MACHINE, at=NINE)

    assert leave_site(site, on=date(2026, 3, 31), by=MACHINE, at=NINE).left_on == date(2026, 3, 31)
    assert [e.kind for e in journal(f"site:{site.pk}")] == ["site.added", "site.left"]


def test_phones_of_a_shop_are_known_in_one_shape_and_each_once():
    site = make_site(phones=["58 620 11 22", "+48 586201122", " ", "500-600-700"])

    assert sorted(PhoneNumber.objects.values_list("number", flat=True)) == ["+48500600700", "+48586201122"]
    assert [p.site for p in owners_of_number("+48586201122")] == [site]
    change_site(site, phones=["500600700"], by=MACHINE, at=NINE)
    assert owners_of_number("+48586201122") == []
    assert journal(f"site:{site.pk}").last().data == {"fields": ["phones"]}


def test_one_number_may_belong_to_several_shops_and_people():
    network = make_network()
    first, second = (
        make_site(network, "041", phones=["586201122"]),
        make_site(network, "042", phones=["586201122"]),
    )
    anna = make_contact(first, phones=["586201122"])

    owners = {(p.site, p.contact) for p in owners_of_number("+48586201122")}
    assert owners == {(first, None), (second, None), (first, anna)}


def test_a_wrong_phone_changes_nothing():
    network = make_network()
    with pytest.raises(Refused, match="phone_unreadable"):
        make_site(network, phones=["586201122", "brak"])
    assert not Site.objects.exists()


def test_a_group_holds_exactly_the_shops_it_was_given():
    network = make_network()
    one, two, three = (make_site(network, code) for code in ("1", "2", "3"))
    group = set_site_group(network, name="Pomorze", sites=[one, two], by=MACHINE, at=NINE)

    set_site_group(network, name="Pomorze i Kaszuby", sites=[two, three], group=group, by=MACHINE, at=NINE)

    assert set(Site.objects.filter(group=group)) == {two, three}
    with pytest.raises(Refused, match="site_of_other_network"):
        set_site_group(network, name="Inne", sites=[make_site(make_network("BUR"))], by=MACHINE, at=NINE)


def test_a_device_is_of_a_category_in_use():
    site = make_site()
    device = make_device(site, "scales", label="Waga przy mięsie")
    assert device.kind == "scales"

    with pytest.raises(Refused, match="unknown_device_kind"):
        add_device(site, kind="spaceship", label="Kasa 1", by=MACHINE, at=NINE)
    assert change_device(device, active=False, by=MACHINE, at=NINE).active is False
    with pytest.raises(Refused, match="field_cannot_change"):
        change_device(device, site=make_site(make_network("BUR")), by=MACHINE, at=NINE)


def test_addresses_that_the_office_enters_are_proven():
    site = make_site()
    anna = make_contact(site, emails=["Anna.Nowak@Fala.example", "anna.nowak@fala.example"])

    assert anna.emails == ["anna.nowak@fala.example"]
    assert is_proven(site.network, "ANNA.nowak@fala.example")
    change_contact(anna, emails=["a.nowak@fala.example"], by=MACHINE, at=NINE)
    assert is_proven(site.network, "a.nowak@fala.example")


def test_an_address_is_proven_within_one_network_only():
    site = make_site()
    make_contact(site, emails=["anna@fala.example"])

    assert not is_proven(make_network("BUR"), "anna@fala.example")


def test_mail_that_comes_back_ends_the_proof_until_it_is_given_again():
    network = make_network()
    prove_address(network, "anna@fala.example", how="link", by=MACHINE, at=NINE)
    note_bounce(network, "Anna@fala.example", by=MACHINE, at=NINE.replace(hour=10))
    note_bounce(network, "anna@fala.example", by=MACHINE, at=NINE.replace(hour=11))
    assert not is_proven(network, "anna@fala.example")

    address = prove_address(network, "anna@fala.example", how="dmarc", by=MACHINE, at=NINE.replace(hour=12))
    assert is_proven(network, "anna@fala.example")
    assert [e.kind for e in journal(f"address:{address.pk}")] == [
        "address.proven",
        "address.bounced",
        "address.proven",
    ]


def test_who_reports_twice_is_one_contact_and_is_learnt_bit_by_bit():
    site = make_site()
    first = remember_contact(site, name="Anna Nowak", phone="58 620 11 22", by=MACHINE, at=NINE)
    second = remember_contact(site, name="anna nowak", phone="500 600 700", by=MACHINE, at=NINE)
    third = remember_contact(site, name="Anna Nowak", email="Anna@fala.example", by=MACHINE, at=NINE)

    assert first == second == third
    third.refresh_from_db()
    assert third.emails == ["anna@fala.example"]
    assert third.phonenumber_set.count() == 2
    assert not is_proven(site.network, "anna@fala.example")
    assert Address.objects.count() == 0


def test_a_name_alone_does_not_join_somebody_elses_address():
    site = make_site()
    anna = make_contact(site, "Anna Nowak", emails=["anna@fala.example"])

    other = remember_contact(site, name="Anna Nowak", email="ktos@zly.example", by=MACHINE, at=NINE)

    assert other != anna
    assert Contact.objects.get(pk=anna.pk).emails == ["anna@fala.example"]


def test_the_same_name_at_another_shop_is_another_person():
    network = make_network()
    here, there = make_site(network, "041"), make_site(network, "042")
    facts = {"name": "Anna Nowak", "phone": "58 620 11 22", "by": MACHINE, "at": NINE}

    assert remember_contact(here, **facts) != remember_contact(there, **facts)


def test_a_contact_moves_with_its_numbers():
    network = make_network()
    here, there = make_site(network, "041"), make_site(network, "042")
    anna = make_contact(here, phones=["586201122"])

    change_contact(anna, site=there, by=MACHINE, at=NINE)

    assert [p.site for p in owners_of_number("+48586201122")] == [there]
    with pytest.raises(Refused, match="site_of_other_network"):
        change_contact(anna, site=make_site(make_network("BUR")), by=MACHINE, at=NINE)


def test_staff_without_the_office_change_no_customer():
    """T61: a technician cannot add an address to a customer, his own or another's."""
    make_category()
    site = make_site()
    anna = make_contact(site, emails=["anna@fala.example"])
    by = Actor("person", make_person("technician").pk)

    for act in (
        lambda: change_contact(anna, emails=["anna@fala.example", "ja@zly.example"], by=by, at=NINE),
        lambda: add_contact(site.network, name="Ja", emails=["ja@zly.example"], by=by, at=NINE),
        lambda: change_site(site, name="Mój", by=by, at=NINE),
        lambda: revoke_site_link(site, by=by, at=NINE),
        lambda: add_device(site, kind="scales", label="x", by=by, at=NINE),
    ):
        with pytest.raises(Forbidden):
            act()
    assert Contact.objects.get().emails == ["anna@fala.example"]
