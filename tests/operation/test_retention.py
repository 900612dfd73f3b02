"""What must go goes in its time, everywhere, and the journal stays whole."""

from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction

from amberdesk.customers.actions.contacts import change_contact
from amberdesk.customers.actions.retention import keep_for, keep_for_agreement
from amberdesk.customers.lists import contacts_of
from amberdesk.customers.models import Address, Agreement, Contact, PhoneNumber
from amberdesk.customers.refusals import Forbidden
from amberdesk.customers.refusals import Refused as CustomerRefused
from amberdesk.mail.models import OutgoingMail
from amberdesk.operation.actions.retention import erase_due
from amberdesk.orders.access import NoSuchOrder, participant_by_key, participant_key
from amberdesk.orders.actions import cancel, join, receive, refer, reply, upload
from amberdesk.orders.actions.erase import BLANK, erase, erase_person
from amberdesk.orders.files import stored_as
from amberdesk.orders.models import Attachment, Message, Order, Participant
from amberdesk.orders.states import Refused
from amberdesk.outbox.actor import MACHINE, Actor
from amberdesk.outbox.deliver import fan_out, run_lane
from amberdesk.outbox.journal import broken_links, journal
from amberdesk.outbox.models import Delivery
from amberdesk.outbox.publish import publish
from amberdesk.search.models import SearchDoc
from tests.factories import NINE, make_contact, make_person
from tests.orders.shop import DAY, HOUR, LINK, MINUTE, Desk, actor, make_desk

ALL = ("messages", "files", "contacts", "mails")


@pytest.fixture
def desk(db: None, files: Path) -> Desk:
    return make_desk()


def deliver(now: datetime) -> None:
    """Hand on all events until nothing is due."""
    while fan_out(now):
        pass
    for lane in sorted(set(Delivery.objects.values_list("lane", flat=True))):
        while run_lane(lane, now):
            pass


def ended(desk: Desk, at: datetime = NINE, **facts: object) -> Order:
    """An order with words of both sides, a photo, another party's number and letters, cancelled at `at`."""
    order = desk.place(
        at=at,
        subject="Drukarka pani Halszki",
        text="Halszka prosi o telefon",
        reporter_name="Halszka Zawadzka",
        reporter_phone="58 111 22 33",
        reporter_email="halszka@fala.example",
        **facts,
    ).order
    draft = upload(File(BytesIO(b"her face")), name="Halszka.txt", draft_of="person:1", at=at)
    reply(
        order,
        text="Dzień dobry pani Halszko",
        attachments=[draft.pk],
        draft_of="person:1",
        by=actor(desk.anna),
        at=at,
    )
    refer(order, whose="Serwis Halszki", number="7", by=actor(desk.anna), at=at)
    deliver(at + HOUR)
    return cancel(order, reason="Halszka odwołała", by=actor(desk.anna), at=at + HOUR)


def everything_about(order: Order) -> str:
    """Return every text that the desk keeps of an order, of all rooms."""
    rows: list[object] = [Order.objects.filter(pk=order.pk).values()]
    for model in (Message, Attachment, Participant, OutgoingMail, SearchDoc):
        rows.append(model.objects.filter(order=order).values())
    rows.append(order.references.values())
    rows.append(journal(order.subject_key).values())
    return " ".join(str(list(found)) for found in rows).lower()  # type: ignore[call-overload]


def test_nothing_is_left_of_what_was_said_and_who_it_was(desk: Desk):
    order = ended(desk)
    key = Attachment.objects.get().key
    assert "halszk" in everything_about(order)
    assert erase(order, what=ALL, by=MACHINE, at=NINE + DAY) == ALL
    deliver(NINE + DAY)
    left = everything_about(order)
    assert (
        "halszk" not in left
        and "58 111" not in left
        and "halszk" not in str(list(SearchDoc.objects.values()))
    )
    assert not default_storage.exists(stored_as(key))
    assert broken_links() == []
    assert journal(order.subject_key).last().kind == "order.erased"  # type: ignore[union-attr]
    order.refresh_from_db()
    assert order.number and order.subject == BLANK and order.erased_at == NINE + DAY


def test_the_link_of_an_erased_participant_opens_nothing(desk: Desk):
    order = ended(desk)
    key = participant_key(order.participants.get())
    participant_by_key(key, NINE + DAY)
    erase(order, what=["contacts"], by=MACHINE, at=NINE + DAY)
    with pytest.raises(NoSuchOrder):
        participant_by_key(key, NINE + DAY)


def test_each_kind_goes_alone(desk: Desk):
    order = ended(desk)
    assert erase(order, what=["files"], by=MACHINE, at=NINE + DAY) == ("files",)
    assert Message.objects.exclude(text="").exists() and order.participants.get().name == "Halszka Zawadzka"
    assert erase(order, what=["files"], by=MACHINE, at=NINE + DAY) == ()
    assert erase(order, what=["messages", "contacts"], by=MACHINE, at=NINE + DAY) == ("messages", "contacts")
    assert journal(order.subject_key).filter(kind="order.erased").count() == 2


def test_an_order_that_has_not_ended_keeps_everything(desk: Desk):
    with pytest.raises(Refused):
        erase(desk.report(), what=ALL, by=MACHINE, at=NINE)


def test_only_the_office_and_time_erase(desk: Desk):
    order = ended(desk)
    with pytest.raises(Forbidden):
        erase(order, what=ALL, by=actor(desk.anna), at=NINE + DAY)
    administrator = make_person("administrator")
    assert erase(order, what=ALL, by=actor(administrator), at=NINE + DAY)


def test_by_default_everything_is_kept_for_good(desk: Desk):
    ended(desk)
    assert erase_due(NINE + 5000 * DAY) == 0


def test_each_kind_goes_when_its_days_are_over(desk: Desk):
    order = ended(desk)
    keep_for({"files": 30, "messages": 60}, by=MACHINE, at=NINE)
    closed = order.closed_at
    assert closed and erase_due(closed + 30 * DAY) == 0
    assert erase_due(closed + 30 * DAY + HOUR) == 1
    assert (
        not Attachment.objects.filter(erased_at=None).exists()
        and Message.objects.filter(erased_at=None).exists()
    )
    assert erase_due(closed + 61 * DAY) == 1 and not Message.objects.filter(erased_at=None).exists()
    assert erase_due(closed + 62 * DAY) == 0
    assert order.participants.get().name == "Halszka Zawadzka"


def test_an_agreement_may_keep_shorter_longer_or_for_good(desk: Desk):
    order = ended(desk)
    agreement = Agreement.objects.get()
    keep_for({"files": 100, "messages": 30}, by=MACHINE, at=NINE)
    keep_for_agreement(agreement, {"files": 30, "messages": None}, by=MACHINE, at=NINE)
    assert erase_due(NINE + 31 * DAY + 2 * HOUR) == 1
    assert Message.objects.filter(order=order, erased_at=None).exists()
    assert not Attachment.objects.filter(order=order, erased_at=None).exists()
    keep_for_agreement(agreement, {}, by=MACHINE, at=NINE)
    assert erase_due(NINE + 31 * DAY + 2 * HOUR) == 1
    assert not Message.objects.filter(order=order, erased_at=None).exists()


def test_days_that_make_no_sense_are_refused(desk: Desk):
    for days in ({"files": 3}, {"files": 99_999}, {"soup": 90}):
        with pytest.raises(CustomerRefused):
            keep_for(days, by=MACHINE, at=NINE)
    with pytest.raises(Forbidden):
        keep_for({"files": 90}, by=actor(desk.anna), at=NINE)


def test_letters_that_belong_to_no_order_go_too(desk: Desk):
    from amberdesk.mail.actions.post import post

    post(message_id="<a@x>", to="jan@jantar.example", subject="Zaproszenie", text="Janie", at=NINE)
    OutgoingMail.objects.update(state="sent")
    keep_for({"mails": 30}, by=MACHINE, at=NINE)
    assert erase_due(NINE + 29 * DAY) == 0
    assert erase_due(NINE + 31 * DAY) == 1
    assert OutgoingMail.objects.get().recipient == OutgoingMail.objects.get().text == ""


def test_a_person_is_forgotten_everywhere_however_he_was_written_down(desk: Desk):
    """By contact, by number, by address, as a follower of another's order; others stay as they were."""
    contact = make_contact(
        desk.site, "Halszka Zawadzka", emails=["halszka@fala.example"], phones=["58 111 22 33"]
    )
    own = ended(desk, contact=contact)
    by_number = desk.place(
        reporter_name="H.", reporter_phone="+48 581112233", reporter_email="", text="To ja"
    ).order
    followed = desk.report(reporter_name="Maria")
    follower = join(followed, name="Halszka", phone="", email="halszka@fala.example", by=LINK, at=NINE)
    receive(followed, text="Halszka: u mnie też", by=Actor("contact", follower.pk), at=NINE)
    with pytest.raises(Refused) as refusal:
        erase_person(contact, by=MACHINE, at=NINE + DAY)
    assert set(refusal.value.params["numbers"]) == {by_number.number, followed.number}
    for order in (by_number, followed):
        cancel(order, reason="Koniec", by=actor(desk.anna), at=NINE + HOUR)
    assert erase_person(contact, by=MACHINE, at=NINE + DAY) == 3
    deliver(NINE + DAY)
    followed_now = everything_about(followed)
    assert (
        "halszk" not in followed_now and "maria" in followed_now and "nie drukuje paragonów" in followed_now
    )
    assert "halszka zawadzka" not in everything_about(own) and "to ja" not in everything_about(by_number)
    contact.refresh_from_db()
    assert (contact.name, contact.emails, contact.active) == ("—", [], False)
    assert contact not in contacts_of(desk.network, desk.site)
    assert not PhoneNumber.objects.filter(contact=contact).exists()
    assert not Address.objects.filter(email="halszka@fala.example").exists()
    assert broken_links() == []


def test_who_no_longer_works_there_is_forgotten_in_time(desk: Desk):
    stays, leaves = make_contact(desk.site, "Anna Nowak"), make_contact(desk.site, "Piotr Wilk")
    change_contact(leaves, active=False, by=MACHINE, at=NINE)
    keep_for({"contacts": 365}, by=MACHINE, at=NINE)
    assert erase_due(NINE + 364 * DAY) == 0
    assert erase_due(NINE + 366 * DAY) == 1
    names = dict(Contact.objects.values_list("pk", "name"))
    assert (names[stays.pk], names[leaves.pk]) == ("Anna Nowak", "—")


def test_a_file_that_cannot_be_removed_stops_nothing_else(desk: Desk, files: Path):
    first, second = ended(desk), ended(desk)
    keep_for({"files": 30}, by=MACHINE, at=NINE)
    key = Attachment.objects.get(order=first).key
    path = files / stored_as(key)
    path.unlink()
    path.mkdir()
    (path / "x").write_text("in the way")
    assert erase_due(NINE + timedelta(days=40)) == 1
    assert Attachment.objects.get(order=first).erased_at is None
    assert Attachment.objects.get(order=second).erased_at is not None


def test_an_order_that_cannot_be_erased_keeps_no_other_from_it(desk: Desk):
    broken, sound = ended(desk), ended(desk, NINE + MINUTE)
    with transaction.atomic():
        publish("order.of_a_later_program", at=NINE, by=MACHINE, subject=broken.subject_key)
    keep_for({"messages": 30}, by=MACHINE, at=NINE)
    assert erase_due(NINE + 60 * DAY) == 1
    assert "halszk" in str(list(broken.messages.values())).lower()
    assert "halszk" not in str(list(sound.messages.values())).lower()
