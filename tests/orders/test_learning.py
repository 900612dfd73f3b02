"""Who reports by form is known at the shop from then on."""

from amberdesk.customers.actions.sites import change_site
from amberdesk.customers.codes import Channel
from amberdesk.customers.models import Contact, PhoneNumber
from amberdesk.customers.queries import owners_of_number
from amberdesk.orders.actions.learn import learn_reporter
from amberdesk.orders.models import Order
from amberdesk.outbox.actor import MACHINE
from amberdesk.outbox.journal import journal
from tests.factories import NINE, make_contact
from tests.orders.shop import Desk


def learn(order: Order) -> None:
    learn_reporter(journal(order.subject_key).get(kind="order.placed"))


def test_a_reporter_is_found_by_number_next_time(desk: Desk):
    learn(desk.report(reporter_name="Maria", reporter_phone="501 502 503"))
    (owner,) = owners_of_number("+48501502503")
    assert (owner.contact.name, owner.contact.site) == ("Maria", desk.site)
    assert owner.contact.emails == ["maria@fala.example"]


def test_the_same_person_is_kept_once(desk: Desk):
    for _ in range(2):
        order = desk.report(reporter_name="Maria", reporter_phone="501 502 503")
        learn(order)
        learn(order)
    assert Contact.objects.count() == 1
    assert PhoneNumber.objects.count() == 1


def test_a_number_that_is_none_and_the_shops_own_are_not_learnt(desk: Desk):
    change_site(desk.site, phones=["58 620 11 22"], by=MACHINE, at=NINE)
    learn(desk.report(reporter_name="Maria", reporter_phone="wewn. 12345"))
    learn(desk.report(reporter_name="Ola", reporter_phone="58 620 11 22"))
    assert set(Contact.objects.values_list("name", flat=True)) == {"Maria", "Ola"}
    assert PhoneNumber.objects.filter(contact__isnull=False).count() == 0


def test_an_address_that_is_none_is_not_learnt_with_its_owner(desk: Desk):
    learn(desk.report(reporter_name="Maria", reporter_email="nie-mam"))
    assert Contact.objects.get(name="Maria").emails == []


def test_known_contacts_and_other_ways_in_teach_nothing(desk: Desk):
    anna = make_contact(desk.site)
    learn(desk.report(contact=anna, reporter_name="Anna"))
    learn(desk.report(channel=Channel.API, reporter_name="Automat"))
    assert list(Contact.objects.all()) == [anna]
